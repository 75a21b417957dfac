"""Metrics of scores and of an AUC matrix by their definitions, in exact fractions (test/shared/metrics/*.test.ts).

    python3 test/torch/record-metrics.py            into test/golden/metrics.json; needs nothing but Python
    python3 test/torch/record-metrics.py --check    compares with the committed file

Nothing here follows the workbench's code: AUC counts pairs, average precision and the equal error rate try every threshold.
Fractions are exact, so every machine gives the same file. Where scikit-learn is there, it is compared with too.
"""
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
import golden_file  # noqa: E402
from formula import uniform_list  # noqa: E402

note = ('auc, average precision: as scikit-learn 1.2 defines them; eer: false-positive rate at the ROC point where |FNR - FPR| '
        'is least (as DeepfakeBench computes it); a video score is the mean of its frame scores')


# --- scores

def examples():
    """(name, 1 where fake, fake scores, number of the video of each frame or None)"""
    yield 'perfect', [0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], None
    yield 'inverted', [1, 1, 0, 0], [0.1, 0.2, 0.8, 0.9], None
    yield 'all ties', [0, 1, 0, 1, 1], [0.5] * 5, None
    yield 'one class only', [1, 1, 1], [0.2, 0.5, 0.9], None
    yield 'partial ties', [0, 1, 0, 1, 1, 0, 1, 0], [0.3, 0.3, 0.3, 0.7, 0.7, 0.7, 0.9, 0.1], None
    yield 'single pair', [0, 1], [0.4, 0.6], None
    yield 'imbalanced', [1] + [0] * 19, [0.6] + [place / 20 for place in range(19)], None
    fakes = [int(value < 0.4) for value in uniform_list('metric-labels', 400)]
    noise = uniform_list('metric-scores', 400)
    yield '400 frames, ties from rounding', fakes, [round(0.7 * u + 0.25 * fake, 2) for u, fake in zip(noise, fakes)], None
    videos = [frame // 10 for frame in range(400)]
    fakes = [int(video % 3 == 0) for video in videos]
    noise = uniform_list('video-scores', 400)
    yield '40 videos of 10 frames', fakes, [0.8 * u + 0.15 * fake for u, fake in zip(noise, fakes)], videos


def of_class(fakes, scores, kind):
    return [score for fake, score in zip(fakes, scores) if fake == kind]


def auc(fakes, scores):
    """The share of pairs of a fake and a real in which the fake scores higher; a tie is half a pair."""
    positive, negative = of_class(fakes, scores, 1), of_class(fakes, scores, 0)
    if not positive or not negative:
        return None
    won = sum(2 * (p > n) + (p == n) for p in positive for n in negative)
    return Fraction(won, 2 * len(positive) * len(negative))


def shares_above(fakes, scores):
    """(threshold's true-positive rate, false-positive rate, precision), from the highest score down."""
    positive, negative = of_class(fakes, scores, 1), of_class(fakes, scores, 0)
    for threshold in sorted(set(scores), reverse=True):
        found = sum(score >= threshold for score in positive)
        wrong = sum(score >= threshold for score in negative)
        yield Fraction(found, len(positive)), Fraction(wrong, len(negative)), Fraction(found, found + wrong)


def average_precision(fakes, scores):
    """Precision at each threshold, weighted by the recall that it adds."""
    if len(set(fakes)) < 2:
        return None
    whole, before = Fraction(0), Fraction(0)
    for recall, _, precision in shares_above(fakes, scores):
        whole += (recall - before) * precision
        before = recall
    return whole


def eer(fakes, scores):
    """Of points that are equally near the first one, with the fewest false positives; none where all scores are equal."""
    if len(set(fakes)) < 2 or len(set(scores)) < 2:
        return None
    points = [(Fraction(0), Fraction(0))] + [(found, wrong) for found, wrong, _ in shares_above(fakes, scores)]
    return min(points, key=lambda point: abs(1 - point[0] - point[1]))[1]


def accuracy(fakes, scores):
    return Fraction(sum((score > 0.5) == (fake == 1) for fake, score in zip(fakes, scores)), len(fakes))


def video_auc(fakes, scores, videos):
    numbers = sorted(set(videos))
    of_video = {number: [place for place, video in enumerate(videos) if video == number] for number in numbers}
    means = [sum(Fraction(scores[place]) for place in of_video[number]) / len(of_video[number]) for number in numbers]
    return auc([fakes[of_video[number][0]] for number in numbers], means)


def rounded(value):
    return None if value is None else float(value)


def score_record(name, fakes, scores, videos):
    record = {'name': name, 'isFake': fakes, 'score': scores, 'auc': rounded(auc(fakes, scores)),
              'averagePrecision': rounded(average_precision(fakes, scores)), 'eer': rounded(eer(fakes, scores)),
              'accuracyAtHalf': rounded(accuracy(fakes, scores))}
    if videos:
        record = {**record, 'video': videos, 'videoAuc': rounded(video_auc(fakes, scores, videos))}
    return record


# --- an AUC matrix

matrix = ['0.99 0.56 0.50 0.66', '0.91 0.98 0.55 0.60', '0.84 0.90 0.97 0.58', '0.80 0.86 0.92 0.99']
before_training = '0.50 0.52 0.49 0.51'
trained_alone = '0.99 0.985 0.98 0.995'


def numbers_of(row):
    return [Fraction(text) for text in row.split()]


def mean(values):
    return sum(values) / len(values)


def matrix_record():
    auc_of, before, alone = [numbers_of(row) for row in matrix], numbers_of(before_training), numbers_of(trained_alone)
    tasks = range(len(auc_of))
    last = tasks[-1]
    forgotten = [max(auc_of[step][task] for step in tasks[:-1]) - auc_of[last][task] for task in tasks[:-1]]
    return {
        'matrix': [[float(value) for value in row] for row in auc_of],
        'matrixMeaning': 'matrix[i][j] = AUC on task j after training on task i (0-based)',
        'beforeTraining': [float(value) for value in before],
        'trainedAlone': [float(value) for value in alone],
        'averageAuc': [float(mean(auc_of[step][:step + 1])) for step in tasks],
        'forgettingPerTask': [float(value) for value in forgotten],
        'backwardTransfer': float(mean([auc_of[last][task] - auc_of[task][task] for task in tasks[:-1]])),
        'forwardTransfer': float(mean([auc_of[task - 1][task] - before[task] for task in tasks[1:]])),
        'intransigencePerTask': [float(alone[task] - auc_of[task][task]) for task in tasks],
        'sources': 'average, backward and forward transfer: Lopez-Paz & Ranzato 2017 (GEM); forgetting, intransigence: '
                   'Chaudhry et al. 2018 (RWalk)',
        'forgetting': float(mean(forgotten)),
    }


def document():
    return {'madeBy': 'python3 test/torch/record-metrics.py', 'note': note,
            'classification': [score_record(*example) for example in examples()], 'continual': matrix_record()}


def compare_with_sklearn(whole):
    """Where scikit-learn is there: it is a second opinion, and nothing depends on it."""
    try:
        import sklearn
        from sklearn.metrics import average_precision_score, roc_auc_score
    except ImportError:
        print('scikit-learn is not there: not compared with it')
        return
    apart = [abs(function(example['isFake'], example['score']) - example[key])
             for example in whole['classification'] if example['auc'] is not None
             for key, function in (('auc', roc_auc_score), ('averagePrecision', average_precision_score))]
    print('AUC and average precision beside scikit-learn %s: largest difference %.1e' % (sklearn.__version__, max(apart)))


if __name__ == '__main__':
    compare_with_sklearn(document())
    golden_file.run('metrics', document, [('all numbers', '', 0)])
