/** Datasets as people have them: the files, and what the scan reads or says of them. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { scanRoot } from '../../src/main/datasets/scan-root';
import { imageBytes, putFile, putImages, putTask } from './put-images';

interface Row {
  readonly name: string;
  readonly make: (root: string) => Promise<unknown>;
  /** task: [train fake, train real, val fake, val real]; those of the task "A" made by putTask unless given. */
  readonly read?: Readonly<Record<string, readonly number[]>>;
  /** Every problem in order; `<root>` stands for the folder. */
  readonly says: readonly string[];
  /** What is left out without being a problem: kind, ending and number. */
  readonly leftOut?: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'tasks as the README has them',
    make: (root) => putTask(root, 'A'),
    says: [],
  },
  {
    name: 'JFIF, AVIF and upper-case endings',
    make: async (root) => {
      await putTask(root, 'A');
      await putImages(root, 'A/train/fake/a.jfif', 'A/train/real/a.avif', 'A/val/fake/B.JPG', 'A/val/real/b.TIF');
    },
    read: { A: [3, 3, 3, 3] },
    says: [],
  },
  {
    name: 'images without an ending, and with one that says nothing',
    make: async (root) => {
      await putTask(root, 'A');
      await putFile(root, 'A/train/fake/00001', await imageBytes(1, '.jpg'));
      await putFile(root, 'A/train/fake/00002.face', await imageBytes(2, '.webp'));
    },
    read: { A: [4, 2, 2, 2] },
    says: [],
  },
  {
    name: 'lists, arrays and nameless files beside the images',
    make: async (root) => {
      await putTask(root, 'A');
      await putFile(root, 'A/train/fake/list.txt', 'x');
      await putFile(root, 'A/train/real/1.npy', 'x');
      await putFile(root, 'A/train/real/2.npy', 'x');
      await putFile(root, 'A/val/real/LICENSE', 'x');
    },
    says: [
      'warning: 4 files in the class folders of task "A" are not read, because neither name nor content is that of an image: ' +
        '2 .npy (such as train/real/1.npy), 1 .txt (train/fake/list.txt) and 1 file without an ending (val/real/LICENSE). ' +
        'If they are images, convert them to PNG; else nothing has to be done.',
    ],
    leftOut: ['other .npy 2', 'other .txt 1', 'other  1'],
  },
  {
    name: 'what a Mac and Windows leave behind',
    make: async (root) => {
      await putTask(root, 'A');
      await putFile(root, 'A/train/fake/.DS_Store', 'x');
      await putFile(root, 'A/train/fake/._0.png', 'x');
      await putFile(root, 'A/train/real/Thumbs.db', 'x');
      await putImages(root, 'A/train/real/__MACOSX/0.png', '__MACOSX/A/train/real/0.png', 'A/val/real/.hidden.png');
    },
    says: [],
    leftOut: ['system  4', 'hidden  1'],
  },
  {
    name: 'a PPM and a BMP',
    make: async (root) => {
      await putTask(root, 'A');
      await putFile(root, 'A/train/fake/a.ppm', 'P6\n1 1\n255\n\0\0\0');
      // The beginning and the end of one whose pixels are missing.
      await putFile(root, 'A/train/fake/b.ppm', 'P6\n9 9\n255\n\0\0\0');
      const old = Buffer.from(
        'BM\x1e\0\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0\x01\0\x01\0\x01\0\x18\0\x09\x09\x09\0',
        'latin1',
      );
      await putFile(root, 'A/train/real/a.bmp', old);
    },
    read: { A: [4, 3, 2, 2] },
    says: [
      'fatal: 1 of 11 images of task "A" cannot be read. Image "<root>/A/train/fake/b.ppm" cannot be read ' +
        '(it ends early). Replace it or remove it.',
    ],
  },
  {
    name: 'an SVG called .png',
    make: async (root) => {
      await putTask(root, 'A');
      await putFile(root, 'A/train/fake/a.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    },
    read: { A: [3, 2, 2, 2] },
    says: [
      'fatal: 1 of 9 images of task "A" cannot be read. Image "<root>/A/train/fake/a.png" cannot be read ' +
        '(it is an SVG drawing). Convert it to PNG, or remove it.',
    ],
  },
  {
    name: 'class folders called 0_real and 1_fake',
    make: (root) =>
      putImages(root, 'A/train/0_real/0.png', 'A/train/1_fake/0.png', 'A/val/0_real/0.png', 'A/val/1_fake/0.png'),
    read: { A: [0, 0, 0, 0] },
    says: [
      ...['train', 'val'].flatMap((split) =>
        ['fake', 'real'].map(
          (name) =>
            `fatal: Task "A" has no folder ${split}/${name}: it holds 0_real and 1_fake. ` +
            `Create "<root>/A/${split}/${name}" and put images there, or map the folders that are there (cored datasets map).`,
        ),
      ),
      ...['train', 'val'].map(
        (split) =>
          `warning: ${split} of task "A" holds also 0_real (1 image) and 1_fake (1 image), which are not read: ` +
          'only fake and real are. Move the images, or map the folders (cored datasets map).',
      ),
    ],
  },
  {
    name: 'a third class',
    make: async (root) => {
      await putTask(root, 'A');
      await putImages(root, 'A/train/fake_hq/0.png', 'A/train/fake_hq/1.png');
    },
    says: [
      'warning: train of task "A" holds also fake_hq (2 images), which is not read: only fake and real are. ' +
        'Move the images, or map the folders (cored datasets map).',
    ],
  },
  {
    name: 'a split called validation, and images in no class folder',
    make: async (root) => {
      await putTask(root, 'A');
      await rename(join(root, 'A/val'), join(root, 'A/validation'));
      await putImages(root, 'A/train/loose.png');
    },
    read: { A: [2, 2, 0, 0] },
    says: [
      'fatal: Task "A" has no folder val: it holds train and validation. Create "<root>/A/val" and put images there, ' +
        'or map the folders that are there (cored datasets map).',
      'warning: Task "A" holds also validation (4 images), which is not read: only train, val and test are. ' +
        'Move the images, or map the folders (cored datasets map).',
      'warning: train of task "A" holds also 1 image in no folder, which is not read: only fake and real are. ' +
        'Move the images, or map the folders (cored datasets map).',
    ],
  },
  {
    name: 'a folder of images beside the tasks',
    make: async (root) => {
      await putTask(root, 'A');
      await putImages(root, 'B/original/0.png', 'B/manipulated/0.png');
    },
    says: [
      'warning: "<root>/B" is not read as a task, although it has 2 images: it holds manipulated and original. ' +
        'A task has folders train and val; map the folders that are there (cored datasets map), or move it elsewhere.',
    ],
  },
  {
    name: 'no task at all',
    make: (root) => putImages(root, 'original/0.png'),
    read: {},
    says: [
      'fatal: No task was found in "<root>": it holds original. A task is a folder in it with train/real, train/fake, ' +
        'val/real and val/fake; choose the folder that holds the tasks, or map what is there (cored datasets map).',
    ],
  },
  {
    name: 'the published folders: a target with val and a small set',
    make: async (root) => {
      await putTask(root, 'A');
      await rm(join(root, 'A/train'), { recursive: true });
      await putImages(root, 'TransferLearning/A/train/fake/0.png', 'TransferLearning/A/train/real/0.png');
    },
    read: { A: [0, 0, 2, 2] },
    says: [
      'warning: Task "A" has no folder train: it holds val. It can be trained on its small set in TransferLearning ' +
        'alone: after the first task of a chain, with trainingData "transfer".',
    ],
  },
  {
    name: 'a small set of a task that is not there',
    make: async (root) => {
      await putTask(root, 'A');
      await putImages(root, 'TransferLearning/B/train/fake/0.png', 'TransferLearning/B/train/real/0.png');
    },
    says: [
      'warning: The small training set "<root>/TransferLearning/B" belongs to no task: there is no folder "<root>/B" ' +
        'with val/real and val/fake. Add the task, or remove the set.',
    ],
  },
  {
    name: 'a link to /dev/zero',
    make: async (root) => {
      await putTask(root, 'A');
      await symlink('/dev/zero', join(root, 'A/train/fake/zero.png'));
    },
    read: { A: [3, 2, 2, 2] },
    says: [
      'fatal: 1 of 9 images of task "A" cannot be read. Image "<root>/A/train/fake/zero.png" cannot be read ' +
        '(it is a device, not a file). Remove it.',
    ],
  },
  {
    name: 'a FIFO, called an image and not',
    make: async (root) => {
      await putTask(root, 'A');
      execFileSync('mkfifo', [join(root, 'A/train/fake/pipe.png'), join(root, 'A/train/real/pipe')]);
    },
    read: { A: [3, 2, 2, 2] },
    says: [
      'fatal: 1 of 9 images of task "A" cannot be read. Image "<root>/A/train/fake/pipe.png" cannot be read ' +
        '(it is a FIFO (named pipe), not a file). Remove it.',
      'warning: 1 file in the class folders of task "A" is not read, because neither name nor content is that of an ' +
        'image: 1 entry that is no file (train/real/pipe). If they are images, convert them to PNG; else nothing has to be done.',
    ],
    leftOut: ['special  1'],
  },
  {
    name: 'a sparse file of three gigabytes',
    make: async (root) => {
      await putTask(root, 'A');
      await putFile(root, 'A/val/real/sparse.jpg', '');
      await truncate(join(root, 'A/val/real/sparse.jpg'), 3 * 1024 ** 3);
    },
    read: { A: [2, 2, 2, 3] },
    says: [
      'fatal: 1 of 9 images of task "A" cannot be read. Image "<root>/A/val/real/sparse.jpg" cannot be read ' +
        '(it has 3.0 GiB, and no more than 256 MiB are read). Make it smaller, or remove it.',
    ],
  },
  {
    name: 'an empty file',
    make: async (root) => {
      await putTask(root, 'A');
      await putFile(root, 'A/val/real/empty.jpg', '');
    },
    read: { A: [2, 2, 2, 3] },
    says: [
      'fatal: 1 of 9 images of task "A" cannot be read. Image "<root>/A/val/real/empty.jpg" cannot be read ' +
        '(it is empty). Replace it or remove it.',
    ],
  },
  {
    name: 'a PNG of 16000 by 16000 pixels',
    make: async (root) => {
      await putTask(root, 'A');
      await sharp({ create: { width: 16000, height: 16000, channels: 3, background: '#000' }, limitInputPixels: false })
        .png({ compressionLevel: 1 })
        .toFile(join(root, 'A/val/real/huge.png'));
    },
    read: { A: [2, 2, 2, 3] },
    says: [
      'fatal: 1 of 9 images of task "A" cannot be read. Image "<root>/A/val/real/huge.png" cannot be read ' +
        '(it has 16000 x 16000 pixels, and no more than 8192 x 8192 are read). Replace it or remove it.',
    ],
  },
  {
    name: 'a name that is not UTF-8',
    make: async (root) => {
      await putTask(root, 'A');
      const folder = Buffer.from(`${join(root, 'A/val/real')}/`);
      await writeFile(Buffer.concat([folder, Buffer.from([0x62, 0xe4, 0x72, 0x2e, 0x70, 0x6e, 0x67])]), 'x');
    },
    read: { A: [2, 2, 2, 3] },
    says: [
      'fatal: 1 of 9 images of task "A" cannot be read. Image "<root>/A/val/real/b\uFFFDr.png" cannot be read ' +
        '(its name is not valid UTF-8). Rename it.',
    ],
  },
  {
    name: 'an empty class beside other files',
    make: async (root) => {
      await putTask(root, 'A');
      await rm(join(root, 'A/train/fake'), { recursive: true });
      await mkdir(join(root, 'A/train/fake'));
      await putFile(root, 'A/train/fake/video.mp4', 'x');
    },
    read: { A: [0, 2, 2, 2] },
    says: [
      'fatal: Task "A" has no images in train/fake: it holds 1 file (such as "video.mp4") and no folder. ' +
        'Add some, or take the task out of the folder.',
      'warning: 1 file in the class folders of task "A" is not read, because neither name nor content is that of an ' +
        'image: 1 .mp4 (train/fake/video.mp4). If they are images, convert them to PNG; else nothing has to be done.',
    ],
    leftOut: ['other .mp4 1'],
  },
];

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it.each(rows)('$name', { timeout: 20_000 }, async ({ make, read, says, leftOut = [] }) => {
  await make(root);
  const { tasks, problems } = await scanRoot(root);
  const counts = tasks.map(({ name, counts: { train, val } }) => [name, [train.fake, train.real, val.fake, val.real]]);
  expect(Object.fromEntries(counts)).toEqual(read ?? { A: [2, 2, 2, 2] });
  const said = [...problems, ...tasks.flatMap((task) => task.problems)];
  expect(said.map(({ severity, message }) => `${severity}: ${message.replaceAll(root, '<root>')}`)).toEqual(says);
  const skipped = tasks.flatMap((task) => task.skipped ?? []);
  expect(skipped.map(({ kind, ending, count }) => `${kind} ${ending} ${count}`)).toEqual(leftOut);
});
