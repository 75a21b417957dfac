/** What makes results look better than they are: the files, and what the scan says of them. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { scanRoot } from '../../src/main/datasets/scan-root';
import { imageBytes, putFile, putImages, putTask } from './put-images';

interface Row {
  readonly name: string;
  readonly make: (at: (path: string) => string) => Promise<unknown>;
  readonly says: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'the same image fake and real, in one task',
    make: async (at) => {
      await putTask(at(''), 'A');
      await copyFile(at('A/train/fake/0.png'), at('A/train/real/copy.png'));
    },
    says: [
      'The same image is fake in task "A" and real in task "A": "A/train/fake/0.png" and ' +
        '"A/train/real/copy.png". Remove the one that is wrong, or ' +
        'turn on the switch "The same content, fake and real" (in Map folders, or cored datasets map DIR --leave-out label-conflict --save).',
    ],
  },
  {
    name: 'the same image fake and real, in two tasks; the same reals in two tasks are no finding',
    make: async (at) => {
      await putTask(at(''), 'A');
      await putTask(at(''), 'B');
      await copyFile(at('A/train/fake/0.png'), at('B/train/real/copy.png'));
      await copyFile(at('A/train/real/0.png'), at('B/train/real/0.png'));
    },
    says: [
      'The same image is fake in task "A" and real in task "B": "A/train/fake/0.png" and ' +
        '"B/train/real/copy.png". Remove the one that is wrong, or ' +
        'turn on the switch "The same content, fake and real" (in Map folders, or cored datasets map DIR --leave-out label-conflict --save).',
    ],
  },
  {
    name: 'an image of train in val, as a smaller JPEG',
    make: async (at) => {
      await putTask(at(''), 'A');
      await sharp(await imageBytes(11, '.png', 96))
        .png()
        .toFile(at('A/train/fake/large.png'));
      await sharp(await imageBytes(11, '.png', 96))
        .resize(64)
        .jpeg({ quality: 80 })
        .toFile(at('A/val/fake/small.jpg'));
    },
    says: [
      'Two images of task "A" in train and val look alike: "train/fake/large.png" and ' +
        '"val/fake/small.jpg". If they show the same, the scores on val flatter: put both into one split, or ' +
        'turn on the switch "Look-alikes in two splits" (in Map folders, or cored datasets map DIR --leave-out near-duplicate --save).',
    ],
  },
  {
    name: 'two images of one split that look alike',
    make: async (at) => {
      await putTask(at(''), 'A');
      await putFile(at(''), 'A/train/fake/a.png', await imageBytes(11, '.png', 96));
      await putFile(at(''), 'A/train/fake/b.jpg', await imageBytes(11, '.jpg', 96));
    },
    says: [],
  },
  {
    name: 'flat images, which look like everything',
    make: async (at) => {
      await putTask(at(''), 'A');
      for (const [file, grey] of [
        ['A/train/fake/a.png', '#101010'],
        ['A/val/fake/b.png', '#e0e0e0'],
      ] as const) {
        await sharp({ create: { width: 9, height: 9, channels: 3, background: grey } }).toFile(at(file));
      }
    },
    says: [],
  },
  {
    name: 'the frames of a video in two splits',
    make: (at) =>
      putImages(
        at(''),
        ...['train', 'val'].flatMap((split) => [`A/${split}/real/r${split}_0.png`, `A/${split}/real/q${split}_0.png`]),
        ...['id0_0', 'id0_1', 'id1_0'].map((frame) => `A/train/fake/${frame}.png`),
        ...['id0_2', 'id2_0'].map((frame) => `A/val/fake/${frame}.png`),
      ),
    says: [
      '1 video of task "A" has frames in more than one split, by their names: id0 (fake, train and val). The scores ' +
        'flatter: keep all frames of a video in one split, or turn on the switch "Videos with frames in two splits" ' +
        '(in Map folders, or cored datasets map DIR --leave-out shared-video --save). ' +
        'Where the names mean other videos, nothing has to be done.',
    ],
  },
  {
    name: 'names that number the images of a class, and no videos',
    make: (at) =>
      putImages(
        at(''),
        ...['train', 'val'].flatMap((split) =>
          ['fake', 'real'].flatMap((name) => [0, 1].map((index) => `A/${split}/${name}/${name}_${index}.png`)),
        ),
      ),
    says: [],
  },
  {
    name: 'real JPEG, fake PNG',
    make: (at) =>
      putImages(
        at(''),
        ...['train', 'val'].flatMap((split) =>
          [0, 1].flatMap((index) => [`A/${split}/fake/${index}.png`, `A/${split}/real/${index}.jpg`]),
        ),
      ),
    says: [
      'In task "A" the fake images are PNG and the real ones are not: a detector learns that instead of the ' +
        'manipulation. Bring both classes into the same format and size.',
    ],
  },
  {
    name: 'real JPEG called .png: the content counts',
    make: async (at) => {
      await putTask(at(''), 'A');
      for (const [seed, file] of ['train/real/0', 'train/real/1', 'val/real/0', 'val/real/1'].entries()) {
        await putFile(at(''), `A/${file}.png`, await imageBytes(900 + seed, '.jpg'));
      }
    },
    says: [
      'In task "A" the fake images are PNG and the real ones are not: a detector learns that instead of the ' +
        'manipulation. Bring both classes into the same format and size.',
    ],
  },
  {
    name: 'fakes of one size',
    make: async (at) => {
      await putTask(at(''), 'A');
      for (const [seed, file] of ['train/fake/0', 'train/fake/1', 'val/fake/0', 'val/fake/1'].entries()) {
        await putFile(at(''), `A/${file}.png`, await imageBytes(900 + seed, '.png', 32));
      }
    },
    says: [
      'In task "A" the fake images are 32 x 32 pixels and the real ones are not: a detector learns that instead of the ' +
        'manipulation. Bring both classes into the same format and size.',
    ],
  },
];

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'audit-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it.each(rows)('$name', async ({ make, says }) => {
  await make((path) => join(root, path));
  const { tasks, problems } = await scanRoot(root);
  const said = [...problems, ...tasks.flatMap((task) => task.problems)];
  expect(said.every(({ severity }) => severity === 'warning')).toBe(true);
  expect(said.map(({ message }) => message.replaceAll(root, '<root>'))).toEqual(says);
});
