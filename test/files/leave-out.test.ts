/** Switches of the audit: the files, what a switch leaves out, and that the scan, its mapping and a run go by it. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MappedDataset } from '../../src/main/datasets/mapping/mapped-dataset';
import { mappingHash } from '../../src/main/datasets/mapping/mapping-file';
import { proposeMapping } from '../../src/main/datasets/mapping/propose';
import { scanRoot } from '../../src/main/datasets/scan-root';
import type { LeaveOutKind } from '../../src/shared/audit';
import { MappingWish } from '../../src/shared/mapping';
import { isAuditFinding } from '../../src/shared/task';
import { imageBytes, putFile, putImages, putTask } from './put-images';

interface Row {
  readonly name: string;
  readonly make: (at: (path: string) => string) => Promise<unknown>;
  readonly leaveOut: readonly LeaveOutKind[];
  /** Files that are left out, each with its kind. */
  readonly leftOut: Readonly<Record<string, LeaveOutKind>>;
  /** Codes of findings that stay. */
  readonly stays?: readonly string[];
}

const bothLabels = async (at: (path: string) => string) => {
  await putTask(at(''), 'A', 3);
  await putTask(at(''), 'B', 3);
  await copyFile(at('A/train/fake/0.png'), at('B/train/real/copy.png'));
};

const lookAlikes = async (at: (path: string) => string) => {
  await putTask(at(''), 'A');
  await putFile(at(''), 'A/train/fake/one.png', await imageBytes(11, '.png', 96));
  await putFile(at(''), 'A/train/fake/two.png', await imageBytes(11, '.png', 80));
  await sharp(await imageBytes(11, '.png', 96))
    .resize(64)
    .jpeg({ quality: 80 })
    .toFile(at('A/val/fake/small.jpg'));
};

const rows: readonly Row[] = [
  {
    name: 'the same content under both labels: every copy, in all tasks',
    make: bothLabels,
    leaveOut: ['label-conflict'],
    leftOut: { 'A/train/fake/0.png': 'label-conflict', 'B/train/real/copy.png': 'label-conflict' },
  },
  {
    name: 'no switch: the finding stays',
    make: bothLabels,
    leaveOut: [],
    leftOut: {},
    stays: ['label-conflict'],
  },
  {
    name: 'another switch: the finding stays',
    make: bothLabels,
    leaveOut: ['near-duplicate'],
    leftOut: {},
    stays: ['label-conflict'],
  },
  {
    name: 'the same content in three splits: test keeps it',
    make: async (at) => {
      await putTask(at(''), 'A', 3);
      await putImages(at(''), 'A/test/fake/0.png', 'A/test/real/0.png');
      await copyFile(at('A/test/fake/0.png'), at('A/train/fake/copy.png'));
      await copyFile(at('A/test/fake/0.png'), at('A/val/fake/copy.png'));
    },
    leaveOut: ['duplicate-across-splits'],
    leftOut: {
      'A/train/fake/copy.png': 'duplicate-across-splits',
      'A/val/fake/copy.png': 'duplicate-across-splits',
    },
  },
  {
    name: 'look-alikes: all those of train',
    make: lookAlikes,
    leaveOut: ['near-duplicate'],
    leftOut: { 'A/train/fake/one.png': 'near-duplicate', 'A/train/fake/two.png': 'near-duplicate' },
  },
  {
    name: 'a video in two splits: its frames in train',
    make: (at) =>
      putImages(
        at(''),
        ...['train', 'val'].flatMap((split) =>
          [0, 1, 2].flatMap((frame) => [
            `A/${split}/real/r${split}_${frame}.png`,
            `A/${split}/real/q${split}_${frame}.png`,
          ]),
        ),
        ...['id0_0', 'id0_1', 'id1_0', 'id1_1', 'id3_0', 'id3_1'].map((frame) => `A/train/fake/${frame}.png`),
        ...['id0_2', 'id2_0', 'id2_1', 'id4_0', 'id4_1'].map((frame) => `A/val/fake/${frame}.png`),
      ),
    leaveOut: ['shared-video'],
    leftOut: { 'A/train/fake/id0_0.png': 'shared-video', 'A/train/fake/id0_1.png': 'shared-video' },
  },
];

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'leave-out-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function scanned(leaveOut: readonly LeaveOutKind[]) {
  const { mapping } = await proposeMapping(root, MappingWish.parse({ leaveOut }));
  const scan = await scanRoot(root, { mapping });
  return { scan, mapping: scan.leftOut === undefined ? mapping : { ...mapping, leftOut: scan.leftOut } };
}

it.each(rows)('$name', async ({ make, leaveOut, leftOut, stays = [] }) => {
  await make((path) => join(root, path));
  const whole = await scanned([]);
  const { scan, mapping } = await scanned(leaveOut);
  expect(Object.fromEntries((mapping.leftOut ?? []).map(({ file, kind }) => [file, kind]))).toEqual(leftOut);
  const findings = [...scan.problems, ...scan.tasks.flatMap(({ problems }) => problems)].filter(isAuditFinding);
  expect(findings.map(({ code }) => code)).toEqual(stays);

  // The scan counts them nowhere else, and names the mapping with what it leaves out.
  const size = ({ counts: { train, val, test } }: (typeof scan.tasks)[number]) =>
    [train, val, test ?? { fake: 0, real: 0 }].reduce((sum, { fake, real }) => sum + fake + real, 0);
  const sum = (tasks: typeof scan.tasks) => tasks.reduce((total, task) => total + size(task), 0);
  expect(sum(scan.tasks)).toBe(sum(whole.scan.tasks) - Object.keys(leftOut).length);
  expect(scan.tasks.flatMap((task) => task.leftOut ?? []).reduce((total, { count }) => total + count, 0)).toBe(
    Object.keys(leftOut).length,
  );
  expect(scan.tasks.every((task) => task.mapping === mappingHash(mapping))).toBe(true);

  // A run over the mapping sees none of them, and the fingerprint is another.
  for (const { name, fingerprint } of scan.tasks) {
    const files = (await new MappedDataset(root, mapping).imagesOf(name)).map(({ file }) => file);
    expect(files.filter((file) => file in leftOut)).toEqual([]);
    const before = whole.scan.tasks.find((task) => task.name === name)?.fingerprint;
    const isTouched = mapping.leftOut?.some(({ task }) => task === name) ?? false;
    expect(fingerprint === before).toBe(!isTouched);
  }

  // Scanned again it is the same, and nothing has to be saved anew.
  const again = await scanRoot(root, { mapping });
  expect(again.leftOut).toBeUndefined();
  expect(again.tasks).toEqual(scan.tasks);
});

it('evens out the larger class by seed, split by split', async () => {
  await putImages(root, ...Array.from({ length: 9 }, (_, index) => `A/train/fake/f${index}x.png`));
  await putImages(root, ...[0, 1, 2].map((index) => `A/train/real/r${index}x.png`));
  await putImages(root, ...['fake', 'real'].flatMap((name) => [0, 1].map((index) => `A/val/${name}/v${index}x.png`)));
  const { scan, mapping } = await scanned(['class-imbalance']);
  expect(scan.tasks[0]?.counts).toMatchObject({ train: { fake: 3, real: 3 }, val: { fake: 2, real: 2 } });
  expect(scan.tasks[0]?.leftOut).toEqual([{ kind: 'class-imbalance', count: 6 }]);
  expect((await scanned(['class-imbalance'])).mapping).toEqual(mapping);
});

it('says that a split has no images left, instead of training on nothing', async () => {
  await putTask(root, 'A', 1);
  await copyFile(join(root, 'A/train/fake/0.png'), join(root, 'A/train/real/0.png'));
  const { scan } = await scanned(['label-conflict']);
  expect(scan.tasks[0]?.problems.map(({ message }) => message)).toEqual([
    'The mapping gives task "A" no fake and real images in train. Map the dataset again (cored datasets map), or leave the task out.',
  ]);
});
