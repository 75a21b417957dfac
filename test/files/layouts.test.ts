/** Layouts of published datasets: the files, how they are proposed to be read, and that the scan reads them so. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTasks } from '../../src/main/worker/load-tasks';
import { ImageCache } from '../../src/main/datasets/image-cache/image-cache';
import { proposeMapping } from '../../src/main/datasets/mapping/propose';
import { mappingHash } from '../../src/main/datasets/mapping/mapping-file';
import { scanRoot } from '../../src/main/datasets/scan-root';
import type { VideoRule } from '../../src/shared/metrics/video-rules';
import { MappingWish } from '../../src/shared/mapping';
import { whyNotUsable } from '../../src/shared/task';
import { putFile, putImages } from './put-images';

interface Row {
  readonly name: string;
  readonly images: readonly string[];
  readonly texts?: Readonly<Record<string, string>>;
  readonly wish?: Partial<MappingWish>;
  readonly layout: string;
  /** Task: fake and real in train, val and test; `<root>` stands for the folder's name. */
  readonly tasks: Readonly<Record<string, string>>;
  /** The rule for videos, and how many it finds; where it matters. */
  readonly videos?: readonly [VideoRule, number];
  readonly notes?: readonly string[];
}

/** `count` numbered images in each folder. */
function imagesIn(folders: readonly string[], count = 1): string[] {
  return folders.flatMap((folder) => Array.from({ length: count }, (_, index) => `${folder}/${index}.png`));
}

/** Two frames of each video. */
function frames(videos: readonly string[]): string[] {
  return videos.flatMap((video) => [`${video}/000.png`, `${video}/001.png`]);
}

const dealt = (what: string) =>
  `${what} had no split: videos were dealt to train, val and test (80, 10, 10 %) with seed 2020.`;
const carved = (what: string) => `${what} had no val: 10 % of the videos of train were taken for it with seed 2020.`;
const classesIn = (splits: readonly string[], classes: readonly string[]) =>
  splits.flatMap((split) => classes.map((name) => `${split}/${name}`));

/** Four videos of each class; the first two of them were filmed twice. */
const twoCameras = ['real', 'fake'].flatMap((name) =>
  [0, 1, 2, 3].flatMap((video) =>
    (video < 2 ? ['left_0', 'left_1', 'right_0', 'right_1'] : ['left_0', 'left_1', 'left_2', 'left_3']).map(
      (frame) => `${name}/clip${video}/${frame}.png`,
    ),
  ),
);

const rows: readonly Row[] = [
  {
    name: 'ours',
    images: imagesIn(classesIn(['A/train', 'A/val'], ['fake', 'real'])),
    layout: 'folders',
    tasks: { A: '1/1 1/1 0/0' },
  },
  {
    name: '0_real and 1_fake',
    images: imagesIn(classesIn(['A/train', 'A/val', 'A/test'], ['0_real', '1_fake'])),
    layout: 'folders',
    tasks: { A: '1/1 1/1 1/1' },
  },
  {
    name: 'Real and Fake, Train and Validation, Testing',
    images: imagesIn(classesIn(['A/Train', 'A/Validation', 'A/Testing'], ['Real', 'Fake'])),
    layout: 'folders',
    tasks: { A: '1/1 1/1 1/1' },
  },
  {
    name: 'the root is the task, valid for val',
    images: imagesIn(classesIn(['train', 'valid'], ['real', 'fake']), 2),
    layout: 'folders',
    tasks: { '<root>': '2/2 2/2 0/0' },
  },
  {
    name: 'classes above the splits, original and manipulated',
    images: imagesIn(classesIn(['original', 'manipulated'], ['train', 'val'])),
    layout: 'folders',
    tasks: { '<root>': '1/1 1/1 0/0' },
  },
  {
    name: 'training_fake and training_real, no val',
    images: imagesIn(['training_fake', 'training_real'], 4),
    layout: 'folders',
    tasks: { '<root>': '3/3 1/1 0/0' },
    notes: [carved('<root>')],
  },
  {
    name: 'no split at all, one folder for each video',
    images: frames([0, 1, 2, 3].flatMap((id) => [`A/real/${id}`, `A/fake/${id}`])),
    layout: 'folders',
    tasks: { A: '4/4 2/2 2/2' },
    notes: [dealt('A')],
  },
  {
    name: 'no split at all, the video in the name',
    images: [0, 1, 2].flatMap((id) =>
      ['real', 'fake'].flatMap((name) => [`${name}/v${id}_0.png`, `${name}/v${id}_1.png`]),
    ),
    layout: 'folders',
    tasks: { '<root>': '2/2 2/2 2/2' },
    notes: [dealt('<root>')],
  },
  {
    name: 'GenImage',
    images: imagesIn(
      classesIn(
        [
          'Midjourney/imagenet_midjourney/train',
          'Midjourney/imagenet_midjourney/val',
          'ADM/imagenet_ai_0508_adm/train',
          'ADM/imagenet_ai_0508_adm/val',
        ],
        ['ai', 'nature'],
      ),
    ),
    layout: 'folders',
    tasks: { ADM: '1/1 1/1 0/0', Midjourney: '1/1 1/1 0/0' },
  },
  {
    name: 'CNNDetection, classes below the task',
    images: imagesIn([
      ...classesIn(
        ['train/car', 'train/cat', 'val/car', 'val/cat', 'test/progan/car', 'test/progan/cat', 'test/deepfake'],
        ['0_real', '1_fake'],
      ),
    ]),
    layout: 'cnndetection',
    tasks: { deepfake: '0/0 0/0 1/1', progan: '2/2 2/2 2/2' },
  },
  {
    name: 'WildDeepfake',
    images: imagesIn(
      [
        'real_train/0/real/1',
        'fake_train/2/fake/3',
        'real_train/4/real/1',
        'fake_train/5/fake/3',
        'real_test/0/real/9',
        'fake_test/1/fake/8',
      ],
      2,
    ),
    layout: 'folders',
    tasks: { '<root>': '2/2 2/2 2/2' },
    notes: [carved('<root>')],
  },
  {
    name: 'FaceForensics++ with the official lists',
    images: frames([
      ...['000', '003', '010', '011', '020', '021'].map((id) => `original_sequences/youtube/c23/frames/${id}`),
      ...['Deepfakes', 'Face2Face'].flatMap((method) =>
        ['000_003', '003_000', '010_011', '020_021'].map((id) => `manipulated_sequences/${method}/c23/frames/${id}`),
      ),
    ]),
    texts: {
      'splits/train.json': '[["000", "003"]]',
      'splits/val.json': '[["010", "011"]]',
      'splits/test.json': '[["020", "021"]]',
    },
    layout: 'faceforensics',
    tasks: { Deepfakes: '4/4 2/4 2/4', Face2Face: '4/4 2/4 2/4' },
    // 4 fakes of each method, and 6 originals, which both methods share.
    videos: ['name-or-folder', 14],
    notes: [],
  },
  {
    name: 'FaceForensics++ without lists: a fake stays with its originals',
    images: frames([
      ...['000', '003', '010', '011', '020', '021'].map((id) => `original_sequences/youtube/c40/frames/${id}`),
      ...['000_003', '010_011', '020_021'].map((id) => `manipulated_sequences/FaceSwap/c40/frames/${id}`),
    ]),
    layout: 'faceforensics',
    tasks: { FaceSwap: '2/4 2/4 2/4' },
    notes: [dealt('FaceSwap')],
  },
  {
    name: 'Celeb-DF with its list',
    images: frames([
      'Celeb-real/id0_0000',
      'Celeb-real/id1_0000',
      'Celeb-real/id2_0000',
      'YouTube-real/00170',
      'YouTube-real/00171',
      'YouTube-real/00172',
      'Celeb-synthesis/id0_id1_0000',
      'Celeb-synthesis/id0_id2_0000',
      'Celeb-synthesis/id1_id2_0000',
    ]),
    texts: {
      'List_of_testing_videos.txt':
        '1 YouTube-real/00170.mp4\n1 Celeb-real/id1_0000.mp4\n0 Celeb-synthesis/id0_id1_0000.mp4\n',
    },
    layout: 'celeb-df',
    tasks: { '<root>': '2/4 2/4 2/4' },
    notes: ['<root>: videos that no list names were dealt to train and val (90, 10 %) with seed 2020.'],
  },
  {
    name: 'DFDC with metadata.json',
    images: frames(['part_0/aa', 'part_0/bb', 'part_0/cc', 'part_0/dd', 'part_0/ee', 'part_0/ff']),
    texts: {
      'part_0/metadata.json': JSON.stringify({
        'aa.mp4': { label: 'REAL', split: 'train', original: null },
        'bb.mp4': { label: 'FAKE', split: 'train', original: 'aa.mp4' },
        'cc.mp4': { label: 'REAL', split: 'train', original: null },
        'dd.mp4': { label: 'FAKE', split: 'train', original: 'cc.mp4' },
        'ee.mp4': { label: 'REAL', split: 'train', original: null },
        'ff.mp4': { label: 'FAKE', split: 'train', original: 'ee.mp4' },
      }),
    },
    layout: 'dfdc',
    tasks: { '<root>': '2/2 2/2 2/2' },
    notes: [dealt('<root>')],
  },
  {
    name: 'a CSV manifest with paths of another machine',
    images: ['x/1.png', 'x/2.png', 'x/3.png', 'y/4.png', 'y/5.png'],
    texts: {
      'list.csv':
        'path,label,split,task\n/home/me/data/x/1.png,fake,train,A\n/home/me/data/x/2.png,real,train,A\n' +
        '/home/me/data/x/3.png,fake,val,A\n"/home/me/data/y/4.png",real,val,A\n/home/me/gone.png,real,val,A\n',
    },
    wish: { manifest: 'list.csv' },
    layout: 'manifest',
    tasks: { A: '1/1 1/1 0/0' },
    notes: [
      '1 file of the list is not there and left out, such as "/home/me/gone.png". ' +
        'Where they are meant to be read, put them there or correct the list.',
      '1 image is in no folder that says a class and not read: in y.',
    ],
  },
  {
    name: 'a JSON Lines manifest with numbers, videos and no split',
    images: [0, 1, 2].flatMap((id) => [`r${id}.png`, `f${id}.png`]),
    texts: {
      'list.jsonl': [0, 1, 2]
        .flatMap((id) => [
          `{"path":"r${id}.png","label":0,"video":"r${id}"}`,
          `{"path":"f${id}.png","label":1,"video":"f${id}"}`,
        ])
        .join('\n'),
    },
    wish: { manifest: 'list.jsonl', numbers: ['real', 'fake'] },
    layout: 'manifest',
    tasks: { '<root>': '1/1 1/1 1/1' },
    videos: ['listed', 6],
    notes: ['6 images had no split: videos were dealt to train, val and test (80, 10, 10 %) with seed 2020.'],
  },
  {
    name: 'the dataset JSON of DeepfakeBench',
    images: frames(['Celeb-DF-v2/Celeb-real/frames/id0', 'Celeb-DF-v2/Celeb-synthesis/frames/id0_id1']),
    texts: {
      'Celeb-DF-v2.json': JSON.stringify({
        'Celeb-DF-v2': {
          CelebDFv2_real: {
            train: {
              id0: {
                label: 'CelebDFv2_real',
                frames: ['datasets\\rgb\\Celeb-DF-v2\\Celeb-real\\frames\\id0\\000.png'],
              },
            },
            val: {
              id0: {
                label: 'CelebDFv2_real',
                frames: ['datasets\\rgb\\Celeb-DF-v2\\Celeb-real\\frames\\id0\\001.png'],
              },
            },
          },
          CelebDFv2_fake: {
            train: {
              a: {
                label: 'CelebDFv2_fake',
                frames: ['datasets\\rgb\\Celeb-DF-v2\\Celeb-synthesis\\frames\\id0_id1\\000.png'],
              },
            },
            val: {
              a: {
                label: 'CelebDFv2_fake',
                frames: ['datasets\\rgb\\Celeb-DF-v2\\Celeb-synthesis\\frames\\id0_id1\\001.png'],
              },
            },
          },
        },
      }),
    },
    wish: { manifest: 'Celeb-DF-v2.json' },
    layout: 'deepfakebench',
    tasks: { 'Celeb-DF-v2': '1/1 1/1 0/0' },
  },
  {
    name: 'a third folder, which is named, and ignored where that is wished',
    images: imagesIn([...classesIn(['A/train', 'A/val'], ['real', 'fake']), 'A/train/masks', 'A/old/real']),
    wish: { classes: { 'A/old': 'ignore' } },
    layout: 'folders',
    tasks: { A: '1/1 1/1 0/0' },
    notes: ['1 image is in no folder that says a class and not read: in A/train/masks.'],
  },
  {
    name: 'FaceForensics++ with flat names: 000_003_0001.png',
    images: [
      ...['000', '003', '010', '011'].map((id) => `original_sequences/youtube/raw/${id}`),
      ...['000_003', '003_000', '010_011', '011_010'].map((id) => `manipulated_sequences/NeuralTextures/raw/${id}`),
    ].flatMap((video) => [`${video}_0001.png`, `${video}_0002.png`]),
    texts: { 'train.json': '[["000", "003"]]', 'val.json': '[["010", "011"]]', 'test.json': '[]' },
    layout: 'faceforensics',
    tasks: { NeuralTextures: '4/4 4/4 0/0' },
    videos: ['name-or-folder', 8],
    notes: [],
  },
  {
    name: 'two cameras of each video in its folder: 12 videos by the names',
    images: twoCameras,
    layout: 'folders',
    tasks: { '<root>': '10/10 4/2 2/4' },
    videos: ['name-or-folder', 12],
    notes: [dealt('<root>')],
  },
  {
    name: 'the same, and a person says that the folder is the video: 8 videos, each in one split',
    images: twoCameras,
    wish: { videoRule: 'folder' },
    layout: 'folders',
    tasks: { '<root>': '8/8 4/4 4/4' },
    videos: ['folder', 8],
    notes: [dealt('<root>')],
  },
  {
    name: 'frame numbers first: 0001_clip3.png',
    images: classesIn(['train', 'val'], ['real', 'fake']).flatMap((folder) =>
      ['clip1', 'clip2'].flatMap((clip) => [0, 1].map((frame) => `${folder}/000${frame}_${clip}.png`)),
    ),
    layout: 'folders',
    tasks: { '<root>': '4/4 4/4 0/0' },
    videos: ['number-first', 8],
  },
  {
    name: 'names that number a class are no videos: each image is dealt by itself',
    images: ['real', 'fake'].flatMap((name) => [0, 1, 2].map((index) => `${name}/${name}_${index}.png`)),
    layout: 'folders',
    tasks: { '<root>': '1/1 1/1 1/1' },
    videos: ['none', 6],
    notes: [dealt('<root>')],
  },
  {
    name: 'a manifest with columns of its own names',
    images: ['x/1.png', 'x/2.png', 'x/3.png', 'x/4.png'],
    texts: {
      'list.csv':
        'Frame;x,is_ai,fold\nx/1.png,yes_fake,train\nx/2.png,no_real,train\nx/3.png,fake,val\nx/4.png,real,val\n',
    },
    wish: { manifest: 'list.csv', columns: { path: 'Frame;x', label: 'is_ai', split: 'fold' } },
    layout: 'manifest',
    tasks: { '<root>': '1/1 1/1 0/0' },
  },
  {
    name: 'tasks and splits that a person says, folder by folder',
    images: imagesIn([...classesIn(['part1', 'part2', 'held'], ['real', 'fake'])], 2),
    wish: {
      tasks: { part1: 'Faces', part2: 'Faces', held: 'Faces' },
      splits: { part1: 'train', part2: 'val', held: 'test' },
    },
    layout: 'folders',
    tasks: { Faces: '2/2 2/2 2/2' },
  },
  {
    name: 'a split that a person has dealt anew',
    images: imagesIn(classesIn(['A/train'], ['real', 'fake']), 5),
    wish: { splits: { A: 'dealt' } },
    layout: 'folders',
    tasks: { A: '3/3 1/1 1/1' },
    notes: [dealt('A')],
  },
  {
    name: 'folders that a person says',
    images: imagesIn(['A/train/cats', 'A/train/dogs', 'A/val/cats', 'A/val/dogs']),
    wish: { classes: { 'A/train/cats': 'fake', 'A/val/cats': 'fake', 'A/train/dogs': 'real', 'A/val/dogs': 'real' } },
    layout: 'folders',
    tasks: { A: '1/1 1/1 0/0' },
  },
];

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'layouts-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function wishOf(wish: Partial<MappingWish> = {}): MappingWish {
  return MappingWish.parse({ ...wish, ...(wish.manifest !== undefined && { manifest: join(root, wish.manifest) }) });
}

const text = (counts: { fake: number; real: number } | null) => (counts ? `${counts.fake}/${counts.real}` : '0/0');

describe.each(rows)('$name', ({ images, texts = {}, wish, layout, tasks, videos, notes }) => {
  it('is proposed so, and scanned as proposed', async () => {
    await putImages(root, ...images);
    for (const [file, content] of Object.entries(texts)) await putFile(root, file, content);
    const proposal = await proposeMapping(root, wishOf(wish));
    expect(proposal.mapping.layout).toBe(layout);
    const named = (counted: readonly (readonly [string, string])[]) =>
      Object.fromEntries(counted.map(([name, counts]) => [name.replaceAll(basename(root), '<root>'), counts]));
    const proposed = proposal.tasks.map(({ name, ...splits }) => {
      return [name, `${text(splits.train)} ${text(splits.val)} ${text(splits.test)}`] as const;
    });
    expect(named(proposed)).toEqual(tasks);
    const told = proposal.notes.slice(1).map((note) => note.replaceAll(basename(root), '<root>'));
    expect(told).toEqual(notes ?? []);

    const chosen = proposal.videos.find(({ rule }) => rule === proposal.mapping.videoRule);
    expect(chosen).toBeDefined();
    if (videos !== undefined) expect([chosen?.rule, chosen?.videos]).toEqual(videos);

    const scan = await scanRoot(root, { mapping: proposal.mapping });
    const scanned = scan.tasks.map(({ name, counts }) => {
      return [name, `${text(counts.train)} ${text(counts.val)} ${text(counts.test)}`] as const;
    });
    expect(named(scanned)).toEqual(tasks);
    expect(scan.tasks.every((task) => task.mapping === mappingHash(proposal.mapping))).toBe(true);
    // The same look gives the same mapping.
    expect(await proposeMapping(root, wishOf(wish))).toEqual(proposal);
  });
});

describe('what cannot be read', () => {
  it.each([
    [
      'no word for real or fake',
      {},
      'Nothing in "<root>" says which images are fake: it holds cats and dogs. Say it folder by folder (--set FOLDER=fake, --set FOLDER=real), or give a list of the files (--manifest FILE).',
    ],
    [
      'a manifest without paths',
      { 'list.csv': 'a,b\n1,2\n' },
      'The manifest "<root>/list.csv" has no column for paths: its first line is "a, b". Call the columns path, label, split, task and video, or say what they are called (--column path=NAME).',
    ],
    [
      'labels 0 and 1 that nobody explains',
      { 'list.csv': 'path,label\ncats/0.png,0\n' },
      'Line 2 of the manifest "<root>/list.csv" has the label 0. Say what 0 and 1 mean: --numbers real,fake or --numbers fake,real.',
    ],
    [
      'another label',
      { 'list.csv': 'path,label\ncats/0.png,cat\n' },
      'Line 2 of the manifest "<root>/list.csv" has the label "cat". Write fake or real.',
    ],
    [
      'another split',
      { 'list.csv': 'path,label,split\ncats/0.png,fake,fold1\n' },
      'Line 2 of the manifest "<root>/list.csv" has the split "fold1". Write train, val or test.',
    ],
    [
      'a column that is not there',
      { 'list.csv': 'path,label\ncats/0.png,fake\n' },
      'The manifest "<root>/list.csv" has no column "kind": its first line is "path, label". Choose one of those.',
      { columns: { label: 'kind' } },
    ],
    [
      'a folder that the mapping does not have',
      {},
      'The mapping has no folder "birds". It has cats and dogs.',
      { classes: { cats: 'fake', dogs: 'real' }, splits: { birds: 'train' } },
    ],
    [
      'paths of another dataset',
      { 'list.csv': 'path,label\nz/9.png,fake\n' },
      'None of the 1 file of "<root>/list.csv" is below "<root>" (such as "z/9.png"). Choose the folder that the paths are relative to.',
    ],
  ] as readonly [string, Record<string, string>, string, Partial<MappingWish>?][])(
    '%s',
    async (_, texts, message, wish) => {
      await putImages(root, 'cats/0.png', 'dogs/0.png');
      for (const [file, content] of Object.entries(texts)) await putFile(root, file, content);
      const [manifest] = Object.keys(texts);
      const failed = proposeMapping(root, wishOf({ ...wish, ...(manifest !== undefined && { manifest }) }));
      await expect(failed).rejects.toMatchObject({ code: 'bad-input', message: message.replaceAll('<root>', root) });
    },
  );
});

it('trains on what the mapping gives, and fingerprints it with its splits', async () => {
  await putImages(root, ...frames([0, 1, 2, 3].flatMap((id) => [`A/original/${id}`, `A/ai/${id}`])));
  const { mapping } = await proposeMapping(root, wishOf());
  const { tasks } = await scanRoot(root, { mapping });
  const [task] = tasks;
  if (task === undefined) throw new Error('No task.');
  const chain = [
    { name: 'A', path: root, fingerprint: task.fingerprint, hasTest: true, mapping: mappingHash(mapping) },
  ];
  const [loaded] = await loadTasks(chain, {
    size: 8,
    trainingData: 'full',
    unreadableImages: 'stop',
    emit: () => Promise.resolve(),
    signal: new AbortController().signal,
    cache: new ImageCache({ folder: null, limitBytes: 0, warn: (message) => Promise.reject(new Error(message)) }),
    mapping,
  });
  expect([...(loaded?.train.labels ?? [])]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  expect(loaded?.train.files[0]).toMatch(/^A\/ai\/\d\/000\.png$/);
  expect(loaded?.test?.labels.length).toBe(4);
  const other = await proposeMapping(root, wishOf({ seed: 7 }));
  const again = await scanRoot(root, { mapping: other.mapping });
  expect(again.tasks[0]?.fingerprint).not.toBe(task.fingerprint);
});

it('trains a mapped task after the first on its small set in TransferLearning', async () => {
  await putImages(
    root,
    ...classesIn(['A/Train', 'A/Val', 'B/Val'], ['0_real', '1_fake']).flatMap((folder) => [
      `${folder}/0.png`,
      `${folder}/1.png`,
    ]),
  );
  await putImages(root, 'TransferLearning/B/train/real/few.png', 'TransferLearning/B/train/fake/few.png');
  const { mapping } = await proposeMapping(root, wishOf({ splits: { B: 'val' } }));
  const { tasks } = await scanRoot(root, { mapping });
  const [first, second] = tasks;
  if (first === undefined || second === undefined) throw new Error('Two tasks.');
  expect(second.transfer).toEqual({ fake: 1, real: 1 });
  expect(whyNotUsable(second, false, 'transfer')).toBeNull();
  expect(whyNotUsable(second, false, 'full')).toBe(
    'The mapping gives task "B" no fake and real images in train. Map the dataset again (cored datasets map), or leave the task out.',
  );
  const told: string[] = [];
  const loaded = await loadTasks(
    [first, second].map(({ name, fingerprint }) => {
      return { name, path: root, fingerprint, hasTest: false, mapping: mappingHash(mapping) };
    }),
    {
      ...{ size: 8, trainingData: 'transfer', unreadableImages: 'stop', mapping },
      emit: (body) => {
        if (body.type === 'log/written') told.push(body.message.replaceAll(root, '<root>'));
        return Promise.resolve();
      },
      signal: new AbortController().signal,
      cache: new ImageCache({ folder: null, limitBytes: 0, warn: (message) => Promise.reject(new Error(message)) }),
    },
  );
  expect(loaded[1]?.train.files).toEqual(['train/fake/few.png', 'train/real/few.png']);
  expect(told).toEqual(['Task B trains on its small set in "<root>/TransferLearning/B".']);
});
