/** Mean scores per video, and the AUC over them. */
import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/shared/metrics/auc';
import { videoScores } from '../../../src/shared/metrics/video-scores';
import { classification, labelsOf } from './golden-metrics';

describe('videoScores', () => {
  const withVideos = classification.filter((example) => example.video !== undefined);

  it.each(withVideos)('gives the golden video AUC for $name', (example) => {
    const labels = labelsOf(example);
    const frames = example.score.map((score, index) => ({
      file: `video${example.video?.[index]}_${String(index).padStart(4, '0')}.png`,
      label: labels[index] ?? NaN,
      score,
    }));
    const videos = videoScores(frames, 'name-or-folder');
    expect(videos.videos).toHaveLength(40);
    expect(auc(videos.labels, videos.scores)).toBeCloseTo(example.videoAuc ?? NaN, 12);
  });

  it('has golden examples to compare with', () => {
    expect(withVideos).toHaveLength(1);
  });

  it('means the scores of each video and keeps a fake and a real one of the same name apart', () => {
    const frames = [
      { file: 'a_1.png', label: 0, score: 0.8 },
      { file: 'b_1.png', label: 0, score: 0.25 },
      { file: 'a_1.png', label: 1, score: 0.125 },
      { file: 'a_2.png', label: 0, score: 0.4 },
    ];
    expect(videoScores(frames, 'name')).toEqual({
      videos: ['a', 'b', 'a'],
      labels: [0, 0, 1],
      scores: [(0.8 + 0.4) / 2, 0.25, 0.125],
    });
  });
});
