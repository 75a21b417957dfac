"""The objectives of FT, KD, CoReD and TG on one batch of 12, with gradients, in float64 (test/core/methods/golden-objectives.test.ts).

    apt-get install -y python3-torch
    /usr/bin/python3 test/torch/record-objectives.py            into test/golden/objectives.json
    /usr/bin/python3 test/torch/record-objectives.py --check    compares with the committed file

A store maps "class,bin" to the mean of its images' pooled features; objectives.py says what the bins are. Gradients are
autograd's. A first recording by other code gave the same numbers to 1e-12 (relative).
"""
import sys

import torch
import torch.nn.functional as F

sys.dont_write_bytecode = True
import golden_file  # noqa: E402
from objective_batch import centred, channels_first, features, labels, logits  # noqa: E402
from objectives import (bins_of, confidence, distillation, feature_store, representation_loss, shared_pairs,  # noqa: E402
                        softened)

alpha, temperature = 0.5, 20.0
truth = torch.tensor(labels)
# TG's: weights of the body, the teacher's, weights of the last layer.
sizes = {'w': 30, 'w-teacher': 30, 'fc': 12}


def named(means):
    return {'%d,%d' % pair: value.tolist() if len(value) > 1 else float(value) for pair, (value, _) in means.items()}


def gradients(total, inputs):
    return torch.autograd.grad(total, inputs, retain_graph=True)


def representation_record(representation, student, maps, common):
    taught = feature_store(logits('teacher'), channels_first(features('teacher')), truth, representation)
    learnt = feature_store(student, channels_first(maps), truth, representation)
    apart = representation_loss(learnt, taught)
    total = common + apart
    by_logits, by_maps = gradients(total, [student, maps])
    return {'binsUsed': [list(pair) for pair in shared_pairs(learnt, taught)], 'teacherStore': named(taught),
            'studentStore': named(learnt), 'representation': float(apart), 'total': float(total),
            'gradStudentLogits': by_logits.tolist(), 'gradStudentFeaturesNorm': float(by_maps.norm()),
            'gradStudentFeaturesFirst': by_maps.flatten()[:24].tolist()}


def total_record(total, student):
    return {'total': float(total), 'gradStudentLogits': gradients(total, [student])[0].tolist()}


def tg_record(ce):
    weights, teacher_weights, last = [centred(name, size) for name, size in sizes.items()]
    weights.requires_grad_()
    last.requires_grad_()
    teacher_ce = F.cross_entropy(logits('teacher'), truth)
    gamma = torch.sigmoid(-teacher_ce)
    l2sp = 0.5 * ((weights - teacher_weights) ** 2).sum()
    l2_last = 0.5 * (last**2).sum()
    total = ce.detach() + gamma * (l2sp + l2_last)
    by_weights, by_last = gradients(total, [weights, last])
    return {'weights': weights.tolist(), 'teacherWeights': teacher_weights.tolist(), 'lastLayer': last.tolist(),
            'teacherCrossEntropy': float(teacher_ce), 'gamma': float(gamma), 'l2sp': float(l2sp),
            'l2LastLayer': float(l2_last), 'total': float(total), 'gradWeights': by_weights.tolist(),
            'gradLastLayer': by_last.tolist()}


def document():
    student, maps = logits('student').requires_grad_(), features('student').requires_grad_()
    teacher = logits('teacher')
    ce = F.cross_entropy(student, truth)
    kl = softened(student, teacher, temperature)
    distilled = distillation(ce, kl, alpha, temperature)
    return {
        'madeBy': '/usr/bin/python3 test/torch/record-objectives.py, PyTorch ' + torch.__version__,
        'note': 'fake = class 0, real = class 1. All values float64. Feature maps NHWC.', 'batch': len(labels),
        'temperature': temperature, 'alpha': alpha, 'labels': labels,
        'studentLogits': student.tolist(), 'teacherLogits': teacher.tolist(),
        'studentFeatures': maps.tolist(), 'teacherFeatures': features('teacher').tolist(),
        'teacherConfidence': confidence(teacher, truth).tolist(), 'studentConfidence': confidence(student, truth).tolist(),
        'teacherBins': bins_of(teacher, truth).tolist(), 'studentBins': bins_of(student, truth).tolist(),
        'crossEntropy': float(ce), 'kullbackLeibler': float(kl), 'distillation': float(distilled),
        'channelMean': representation_record('channel-mean', student, maps, ce + distilled),
        'channelVector': representation_record('channel-vector', student, maps, ce + distilled),
        'kd': total_record(ce + distilled, student), 'ft': total_record(ce, student), 'tg': tg_record(ce),
    }


inputs = r'/(labels|(student|teacher)(Logits|Features)|tg/(weights|teacherWeights|lastLayer))'

if __name__ == '__main__':
    golden_file.run('objectives', document, [('results', '', 1e-12), ('inputs', inputs, 0)])
