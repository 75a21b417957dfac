/** Names that people's frames have, the videos that each rule finds among them, and whether it fits. */
import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/shared/metrics/auc';
import { ScoredImages } from '../../../src/shared/metrics/scored-images';
import { fittingRule, readVideos, readVideosByEachRule } from '../../../src/shared/metrics/video-fit';
import { videoAucMetric } from '../../../src/shared/metrics/video-auc';
import type { VideoRule } from '../../../src/shared/metrics/video-rules';
import type { Frame } from '../../../src/shared/metrics/video-scores';

/** Of both classes; `name` says the file of a class's video and frame, without the class's folder. */
function frames(name: (video: number, frame: number) => string, { videos = 4, each = 3 } = {}): Frame[] {
  return ['fake', 'real'].flatMap((folder, label) =>
    Array.from({ length: videos * each }, (_, index) => {
      return { file: `val/${folder}/${name(Math.floor(index / each), index % each)}`, label };
    }),
  );
}

const pad = (value: number, digits: number) => String(value).padStart(digits, '0');

interface Row {
  readonly name: string;
  readonly files: readonly Frame[];
  /** Videos by rule; a rule that is not named is not looked at. A misfit is null. */
  readonly found: Partial<Record<VideoRule, number | null>>;
  readonly proposed: VideoRule;
}

const rows: readonly Row[] = [
  {
    name: 'FaceForensics++: 000_003_0001.png',
    files: frames((video, frame) => `${pad(video, 3)}_${pad(video + 500, 3)}_${pad(frame, 4)}.png`),
    found: { 'name-or-folder': 8, name: 8, 'two-numbers': 8, folder: null },
    proposed: 'name-or-folder',
  },
  {
    name: 'FaceForensics++: 000_003/0001.png',
    files: frames((video, frame) => `${pad(video, 3)}_${pad(video + 500, 3)}/${pad(frame, 4)}.png`),
    found: { 'name-or-folder': 8, name: null, folder: 8 },
    proposed: 'name-or-folder',
  },
  {
    name: 'Celeb-DF: id0_0001_00012.png',
    files: frames((video, frame) => `id0_${pad(video, 4)}_${pad(12 * frame, 5)}.png`),
    found: { 'name-or-folder': 8, 'two-numbers': null, 'first-part': null },
    proposed: 'name-or-folder',
  },
  {
    name: 'frame_12.png in a folder for each video',
    files: frames((video, frame) => `clip${video}/frame_${frame}.png`),
    found: { 'name-or-folder': 8, name: 8, folder: 8 },
    proposed: 'name-or-folder',
  },
  {
    name: 'video3-7.png',
    files: frames((video, frame) => `video${video}-${frame}.png`),
    found: { 'name-or-folder': 8, 'first-part': 8, 'number-first': null },
    proposed: 'name-or-folder',
  },
  {
    name: 'the number first: 0007_clip3.png',
    files: frames((video, frame) => `${pad(frame, 4)}_clip${video}.png`),
    found: { 'name-or-folder': null, 'number-first': 8 },
    proposed: 'number-first',
  },
  {
    name: 'frame and face: clip3_0007_0.png',
    files: frames((video, frame) => `clip${video}_${pad(frame, 4)}_0.png`),
    found: { 'name-or-folder': null, 'two-numbers': 8, 'first-part': 8 },
    proposed: 'two-numbers',
  },
  {
    name: 'faces a and b of a frame in a folder for each video: 8 videos, and 12 by the names',
    files: frames((video, frame) => `clip${video}/${video < 2 && frame === 1 ? 'b' : 'a'}_${frame}.png`),
    found: { 'name-or-folder': 12, name: 12, folder: 8 },
    proposed: 'name-or-folder',
  },
  {
    name: 'names that number the images of a class',
    files: ['fake', 'real'].flatMap((name, label) =>
      Array.from({ length: 12 }, (_, index) => ({ file: `val/${name}/${name}_${pad(index, 4)}.png`, label })),
    ),
    found: { 'name-or-folder': null, name: null, 'first-part': null, folder: null },
    proposed: 'none',
  },
  {
    name: 'photographs: numbers alone',
    files: frames((video, frame) => `${video * 10 + frame}.png`),
    found: { 'name-or-folder': null, folder: null, 'number-first': null },
    proposed: 'none',
  },
  {
    name: 'frames in one class, numbered photographs in the other',
    files: frames((video, frame) => `clip${video}_${frame}.png`).map(({ label }, index) => ({
      label,
      file: label === 0 ? `val/fake/clip${index % 4}_${index}.png` : `val/real/real_${index}.png`,
    })),
    found: { 'name-or-folder': null },
    proposed: 'none',
  },
  {
    name: 'half of the images are named after nothing',
    files: frames((video, frame) =>
      video < 2 ? `portrait${'abcdef'[video * 3 + frame]}.png` : `clip${video}_${frame}.png`,
    ),
    found: { 'name-or-folder': null },
    proposed: 'none',
  },
  {
    name: 'one stray photograph among many frames',
    files: [...frames((video, frame) => `clip${video}_${frame}.png`), { file: 'val/real/portrait.png', label: 1 }],
    found: { 'name-or-folder': 9 },
    proposed: 'name-or-folder',
  },
];

describe.each(rows)('$name', ({ files, found, proposed }) => {
  it.each(Object.entries(found))('%s finds %s videos', (rule, videos) => {
    const reading = readVideosByEachRule(() => [files], { isListed: false }).find((one) => one.rule === rule);
    expect(reading?.misfit === null ? reading.videos : null).toBe(videos);
  });

  it('proposes the rule that fits', () => {
    expect(fittingRule(readVideosByEachRule(() => [files], { isListed: false }))).toBe(proposed);
  });
});

it('has no video AUC where the rule does not fit, and says why', () => {
  const scored = ['clip_0.png', 'clip_1.png', 'clip_2.png', 'other_1.png', 'other_2.png', 'x.png'].flatMap(
    (name, index) => [
      { file: `fake/${name}`, label: 0, score: 0.9 - 0.1 * index },
      { file: `real/${name}`, label: 1, score: 0.5 - 0.1 * index },
    ],
  );
  const misfit = new ScoredImages(scored, 'name-or-folder');
  expect(videoAucMetric.compute(misfit)).toBeNull();
  expect(videoAucMetric.whyNot(misfit)).toBe(
    'The rule "name-or-folder" says no video of 2 of 12 images, such as "fake/x.png", so there is no video AUC.',
  );
  const without = scored.filter(({ file }) => !file.endsWith('x.png'));
  // Fakes 0.8 and 0.55, reals 0.4 and 0.15.
  expect(videoAucMetric.compute(new ScoredImages(without, 'name-or-folder'))).toBe(
    auc([0, 0, 1, 1], [0.8, 0.55, 0.4, 0.15]),
  );
});

it('takes the videos that a list says', () => {
  const listed = ['a', 'b', 'c', 'd'].map((name, index) => {
    return { file: `x/${name}.png`, label: index % 2, video: index < 2 ? 'one' : 'two' };
  });
  const twice = listed.flatMap((frame) => [frame, { ...frame, file: frame.file.replace('.png', '2.png') }]);
  expect(readVideos([twice], 'listed')).toMatchObject({ videos: 4, images: 8, misfit: null });
  expect(readVideos([twice], 'listed').examples[0]).toEqual({ file: 'x/a.png', video: 'one' });
});

it('judges by split: the same names in train and val are other videos', () => {
  const numbered = ['train', 'val'].map((split) =>
    ['fake', 'real'].flatMap((name, label) =>
      [0, 1, 2].map((index) => ({ file: `${split}/${name}/${name}_${index}.png`, label })),
    ),
  );
  expect(readVideos(numbered, 'name')).toMatchObject({
    videos: 4,
    misfit: 'All images of a class are one video by the rule "name"',
  });
});
