/** The scores of images whose videos a mapping says: the video goes with each, and the video AUC goes by it. */
import { expect, it } from 'vitest';
import { evaluationResult } from '../../../src/core/metrics/evaluation-result';
import { formatScores } from '../../../src/main/worker/score-file';

const rows = [0.9, 0.7, 0.2, 0.4, 0.6, 0.8, 0.1, 0.3].map((score, index) => ({
  file: `${'abcdefgh'[index]}.png`,
  label: index < 4 ? 0 : 1,
  score,
  video: `clip ${Math.floor(index / 2)}`,
}));

it('writes a column for videos only where there are some', () => {
  expect(formatScores(rows.slice(0, 1))).toBe('file,label,score,video\na.png,0,0.9,clip 0\n');
  expect(formatScores([{ file: 'a.png', label: 0, score: 0.9 }])).toBe('file,label,score\na.png,0,0.9\n');
});

it('groups by the videos that are said, and by the names without them', () => {
  const target = { task: 'A', split: 'test', seed: 1, videoRule: 'listed', skipped: [] } as const;
  // Fakes 0.8 and 0.3, reals 0.7 and 0.2: three of four pairs are in order.
  expect(evaluationResult(rows, target)).toMatchObject({
    metrics: { videoAuc: 0.75 },
    videos: 4,
    videoRule: 'listed',
  });
  const silent = rows.map(({ file, label, score }) => ({ file, label, score }));
  expect(evaluationResult(silent, target).metrics).toMatchObject({
    videoAuc: null,
    note: 'Each image is a video of its own by the rule "listed", so there is no video AUC.',
  });
});
