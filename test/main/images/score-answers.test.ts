/** Which images are shown of hand-made score files, in which order, and how many are forgotten. */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgottenOf, listImagesOf, thresholdsOf } from '../../../src/main/images/score-answers';
import { listScoreSets } from '../../../src/main/images/list-score-sets';
import { parseScores, readScoreOf, readScores } from '../../../src/main/images/read-scores';
import { formatScores } from '../../../src/main/worker/score-file';
import { mostRows, type ImageWish } from '../../../src/shared/images';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

const first = `file,label,score
val/fake/ann_001.png,0,0.9
val/fake/ann_002.png,0,0.8
val/fake/ben_001.png,0,0.3
val/fake/cat.png,0,NaN
val/real/dan_001.png,1,0.1
val/real/dan_002.png,1,0.7
val/real/eve.png,1,0.5
`;
const second = `file,label,score
val/fake/ann_001.png,0,0.2
val/fake/ann_002.png,0,0.85
val/fake/ben_001.png,0,0.6
val/fake/cat.png,0,0.1
val/real/dan_001.png,1,0.75
val/real/dan_002.png,1,0.4
val/real/eve.png,1,0.5
`;
let folder: string;
let stages: { path: string; folder: string }[];

beforeAll(async () => {
  folder = await temporaryFolder('images');
  stages = [];
  for (const [index, text] of [first, second].entries()) {
    const path = join(folder, 'scores', `stage-${index + 1}`, 'alpha.val.csv');
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
    stages.push({ path, folder });
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const usual: ImageWish = {
  ...{ earlier: 1, threshold: 0.5, show: 'all', className: null, video: '', from: 0, to: 1 },
  ...{ sort: 'error', isReversed: false, offset: 0, limit: mostRows },
};

async function list(changes: Partial<ImageWish> = {}) {
  const [earlier, scores] = stages;
  if (!earlier || !scores) throw new Error('The score files have not been written.');
  return listImagesOf({ scores, earlier, videoRule: 'name-or-folder', wish: { ...usual, ...changes } });
}

async function names(changes: Partial<ImageWish> = {}): Promise<string[]> {
  return (await list(changes)).rows.map(({ file }) => file.replace(/^.*\/|\.png$/g, ''));
}

describe('the images of a score file', () => {
  it('come by their error, the furthest from the truth first', async () => {
    // Errors: cat 0.9, ann_001 0.8, dan_001 0.75, eve 0.5, ben_001 and dan_002 0.4, ann_002 0.15.
    const byError = ['cat', 'ann_001', 'dan_001', 'eve', 'ben_001', 'dan_002', 'ann_002'];
    expect(await names()).toEqual(byError);
    expect((await names({ isReversed: true }))[0]).toBe('ann_002');
  });

  it('come by confidence, and by what changed for the worse since the earlier stage', async () => {
    // Confidence: cat 0.9, ann_002 0.85, ann_001 0.8, dan_001 0.75, ben_001 and dan_002 0.6, eve 0.5.
    const byConfidence = ['cat', 'ann_002', 'ann_001', 'dan_001', 'ben_001', 'dan_002', 'eve'];
    expect(await names({ sort: 'confidence' })).toEqual(byConfidence);
    // Change of the error: ann_001 +0.7, dan_001 +0.65, eve 0, ann_002 -0.05, ben_001 -0.3, dan_002 -0.3, cat unknown.
    const byChange = ['ann_001', 'dan_001', 'eve', 'ann_002', 'ben_001', 'dan_002', 'cat'];
    expect(await names({ sort: 'change' })).toEqual(byChange);
  });

  it('are chosen by what they are called above the threshold', async () => {
    expect(await names({ show: 'false-positives', sort: 'file' })).toEqual(['dan_001']);
    expect(await names({ show: 'false-negatives', sort: 'file' })).toEqual(['ann_001', 'cat']);
    expect(await names({ show: 'false-negatives', sort: 'file', threshold: 0.6 })).toEqual([
      'ann_001',
      'ben_001',
      'cat',
    ]);
    expect(await names({ show: 'wrong', className: 'real' })).toEqual(['dan_001']);
  });

  it('are chosen by video and by a range of scores, both ends included', async () => {
    expect(await names({ video: 'DAN', sort: 'file' })).toEqual(['dan_001', 'dan_002']);
    expect(await names({ from: 0.4, to: 0.6, sort: 'file' })).toEqual(['ben_001', 'dan_002', 'eve']);
  });

  it('come in pages that fit together, with how many there are in all', async () => {
    const pages = [await list({ offset: 0, limit: 4 }), await list({ offset: 4, limit: 4 })];
    expect(pages.map(({ rows }) => rows.length)).toEqual([4, 3]);
    expect(pages.flatMap(({ rows }) => rows)).toEqual((await list()).rows);
    expect(pages.map(({ total, images }) => [total, images])).toEqual([
      [7, 7],
      [7, 7],
    ]);
  });

  it('are forgotten where they were right and are wrong now: as many as a query over the files gives', async () => {
    const [scores, later] = stages;
    if (!scores || !later) throw new Error('The score files have not been written.');
    for (const threshold of [0.1, 0.25, 0.5, 0.65, 0.9]) {
      // The query reads the files by itself: file,label,score.
      const read = (text: string) =>
        new Map(
          text
            .trim()
            .split('\n')
            .slice(1)
            .map((line) => [line.split(',')[0], line]),
        );
      const isRight = (line = '') => {
        const [, label, score] = line.split(',');
        return score === 'NaN' ? null : Number(score) > threshold === (label === '0');
      };
      const now = read(second);
      const asked = [...read(first)].filter(
        ([file, line]) => isRight(line) === true && isRight(now.get(file)) === false,
      );
      const listed = await list({ show: 'forgotten', threshold });
      expect(listed.rows.map(({ file }) => file).sort()).toEqual(asked.map(([file]) => file).sort());
      const counts = await forgottenOf({ scores, later: [{ stage: 2, scores: later }], threshold });
      expect(counts.stages[0]?.forgotten).toBe(asked.length);
    }
    // Right after the first: ann_001, ann_002, dan_001, eve (0.5 is not above 0.5). Wrong now: ann_001, dan_001.
    const counts = await forgottenOf({ scores, later: [{ stage: 2, scores: later }], threshold: 0.5 });
    expect(counts).toEqual({ images: 7, rightBefore: 4, stages: [{ stage: 2, forgotten: 2, learnt: 2 }] });
  });
});

describe('the thresholds of a score file', () => {
  it('give the confusion matrix at every step, and a curve with the same shares', async () => {
    const [scores] = stages;
    if (!scores) throw new Error('The score files have not been written.');
    const reading = await thresholdsOf({ scores });
    expect(reading.counts).toEqual({ fake: 3, real: 3 });
    expect(reading.undefinedScores).toBe(1);
    // Fakes 0.9, 0.8, 0.3 and reals 0.1, 0.7, 0.5; above, so that 0.5 itself is not called fake at 0.5.
    expect([0, 300, 500, 850, 1000].map((step) => reading.above.fake[step])).toEqual([3, 2, 2, 1, 0]);
    expect([0, 100, 500, 699, 700].map((step) => reading.above.real[step])).toEqual([3, 2, 1, 1, 0]);
    expect(reading.roc).toContainEqual({ threshold: 0.7, falsePositiveRate: 1 / 3, truePositiveRate: 2 / 3 });
  });
});

describe('score files', () => {
  it('read back as they were written, with videos, commas and quotes', () => {
    const rows = [
      { file: 'val/fake/a, "b".png', label: 0, score: 0.1 + 0.2, video: 'one' },
      { file: 'val/real/c.png', label: 1, score: NaN, video: 'two' },
    ];
    expect(parseScores(formatScores(rows), 'scores.csv')).toEqual(rows);
  });

  it('are searched for one image without reading the others', async () => {
    const [scores] = stages;
    if (!scores) throw new Error('The score files have not been written.');
    expect(await readScoreOf('val/fake/ann_002.png', scores)).toBe(0.8);
    expect(await readScoreOf('val/fake/cat.png', scores)).toBeNaN();
    expect(await readScoreOf('val/real/eve.png', scores)).toBe(0.5);
    expect(await readScoreOf('val/fake/ann', scores)).toBeNull();
    const quoted = { path: join(folder, 'scores', 'quoted.csv'), folder };
    await writeFile(quoted.path, formatScores([{ file: 'val/fake/a,b.png', label: 0, score: 0.25 }]));
    expect(await readScoreOf('val/fake/a,b.png', quoted)).toBe(0.25);
    await rm(quoted.path);
  });

  it('are told with their line where they are damaged', () => {
    expect(() => parseScores('file,label,score\na.png,0,0.5\nb.png,2,0.5\n', '/w/alpha.val.csv')).toThrow(
      /"\/w\/alpha.val.csv" are damaged at line 3: "b.png,2,0.5"/,
    );
    expect(() => parseScores('<html>', 'x.csv')).toThrow(/line 1/);
  });

  it('are not read where a link leads out of the run', async () => {
    const outside = await temporaryFolder('outside');
    await writeFile(join(outside, 'secret.csv'), first);
    const link = join(folder, 'scores', 'linked.csv');
    await symlink(join(outside, 'secret.csv'), link);
    await expect(readScores(link, folder)).rejects.toThrow(/leads out/);
    expect(await readScores(join(folder, 'scores', 'none.csv'), folder)).toBeNull();
    await rm(link);
    await rm(outside, { recursive: true });
  });

  it('are found by stage, task and split, whatever else lies beside them', async () => {
    await mkdir(join(folder, 'scores', 'step-0'), { recursive: true });
    await writeFile(join(folder, 'scores', 'step-0', 'alpha.test.csv'), first);
    await writeFile(join(folder, 'scores', 'step-0', 'other.test.csv'), first);
    expect(await listScoreSets(folder, ['alpha', 'beta'])).toEqual([
      { stage: 0, task: 'alpha', split: 'test' },
      { stage: 1, task: 'alpha', split: 'val' },
      { stage: 2, task: 'alpha', split: 'val' },
    ]);
  });
});
