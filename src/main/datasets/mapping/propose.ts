/** Looks at a dataset's folders and lists and proposes how to read them. */
import { basename } from 'node:path';
import { AppError } from '../../../shared/errors';
import { formatCount } from '../../../shared/format';
import { layoutNames } from '../../../shared/mapping';
import type { DatasetMapping, FolderUse, MappedFile, MappingProposal, MappingWish } from '../../../shared/mapping';
import { joinNames, whatIsIn } from '../folder-text';
import { listContents } from '../list-images';
import { transferFolder } from '../transfer-set';
import { applyMapping, mappedVideo } from './apply-mapping';
import { dealSplits } from './deal-splits';
import { faceForensicsFolders, faceForensicsGroups, faceForensicsSplits, isFaceForensics } from './face-forensics';
import { locateFiles } from './locate-files';
import { readManifest } from './manifest';
import { readFolder } from './read-folders';
import { readText } from './read-list-file';
import { splitVideos } from './split-videos';
import { celebDfVideos, dfdcVideos } from './video-lists';
import { ruleOfFolders, ruleOfList, videoReadings } from './video-readings';

interface Seen {
  readonly root: string;
  /** Relative to the root; without TransferLearning. */
  readonly images: readonly string[];
  /** Files that are no images. */
  readonly others: readonly string[];
  readonly wish: MappingWish;
}

/** Throws AppError: 'bad-input' where nothing says which images are fake, or a list cannot be read; it names what is there. */
export async function proposeMapping(root: string, wish: MappingWish): Promise<MappingProposal> {
  const { images: all, skipped } = await listContents(root);
  const images = all.filter((image) => !image.startsWith(`${transferFolder}/`));
  const seen: Seen = { root, images, others: skipped.map(({ file }) => file), wish };
  if (images.length === 0) {
    throw new AppError('bad-input', `"${root}" holds no image: ${await whatIsIn(root)}. Choose another folder.`);
  }
  const { mapping, notes } =
    wish.manifest === undefined ? await fromFolders(seen) : await fromList(seen, wish.manifest);
  return describe(mapping, images, notes);
}

interface Draft {
  readonly mapping: DatasetMapping;
  readonly notes: readonly string[];
}

async function fromFolders({ root, images, others, wish }: Seen): Promise<Draft> {
  const { seed } = wish;
  // Published layouts have published names; where a person says otherwise, that counts.
  const videoRule = wish.videoRule ?? 'name-or-folder';
  const empty: DatasetMapping = { format: 1, layout: 'folders', folders: [], videos: {}, files: [], seed: null, videoRule };
  if (isFaceForensics(images)) {
    const videos = await faceForensicsSplits(root, images, videoRule);
    const folders = withWishes(faceForensicsFolders(images), wish, root);
    const mapping: DatasetMapping = { ...empty, layout: 'faceforensics', folders, videos };
    return deal(mapping, { images, seed, groupOf: faceForensicsGroups(images, videoRule) });
  }
  const lists = others.filter((file) => basename(file) === 'metadata.json');
  const dfdc = await dfdcVideos(root, images, { lists, rule: videoRule });
  if (dfdc !== null) {
    const folders = dfdc.folders.map((folder): FolderUse => {
      return { folder, task: basename(root), className: null, split: null };
    });
    const { videos, groupOf } = dfdc;
    return deal(
      { ...empty, layout: 'dfdc', folders: withWishes(folders, wish, root), videos },
      { images, seed, groupOf },
    );
  }
  const folders = withWishes(namedFolders(images, root), wish, root);
  if (!folders.some(({ className }) => className !== 'ignore')) throw await nothingSaid(root);
  const celebDf = await celebDfVideos(root, images, videoRule);
  if (celebDf !== null) return deal({ ...empty, layout: 'celeb-df', folders, videos: celebDf }, { images, seed });
  const merged = cnnDetectionTasks(folders);
  const mapping: DatasetMapping = {
    ...empty,
    layout: merged === null ? 'folders' : 'cnndetection',
    folders: merged ?? folders,
  };
  return deal({ ...mapping, videoRule: wish.videoRule ?? ruleOfFolders(mapping, images) }, { images, seed });
}

async function nothingSaid(root: string): Promise<AppError> {
  const message =
    `Nothing in "${root}" says which images are fake: ${await whatIsIn(root)}. Say it folder by folder ` +
    '(--set FOLDER=fake, --set FOLDER=real), or give a list of the files (--manifest FILE).';
  return new AppError('bad-input', message);
}

function namedFolders(images: readonly string[], root: string): FolderUse[] {
  const uses = new Map<string, FolderUse>();
  for (const folder of new Set(images.map((image) => image.slice(0, Math.max(0, image.lastIndexOf('/')))))) {
    const use = readFolder(folder, basename(root));
    if (use !== null) uses.set(use.folder, use);
  }
  return [...uses.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** What a person says of a folder comes first; a folder that was not proposed is added. */
function withWishes(folders: readonly FolderUse[], { classes }: MappingWish, root: string): FolderUse[] {
  const changed = folders.map((use) => {
    const above = Object.keys(classes).filter((folder) => folder === use.folder || use.folder.startsWith(`${folder}/`));
    const nearest = above.sort((a, b) => b.length - a.length)[0];
    return nearest === undefined ? use : { ...use, className: classes[nearest] ?? use.className };
  });
  const added = Object.entries(classes).flatMap(([folder, className]): FolderUse[] => {
    if (folders.some((use) => use.folder === folder || use.folder.startsWith(`${folder}/`))) return [];
    const read = readFolder(`${folder}/real`, basename(root));
    return [
      {
        folder,
        task: read?.task === folder ? basename(root) : (read?.task ?? basename(root)),
        className,
        split: read?.split ?? null,
      },
    ];
  });
  return [...changed, ...added];
}

/** CNNDetection: train and val hold the categories of one generator, which test has as a folder of its own. */
function cnnDetectionTasks(folders: readonly FolderUse[]): FolderUse[] | null {
  const isTest = ({ split }: FolderUse) => split === 'test';
  const generatorOf = new Map<string, string>();
  for (const { folder, task } of folders.filter(isTest)) {
    const parts = folder.split('/');
    const category = parts[parts.indexOf(task) + 1];
    if (category !== undefined && parts.length > parts.indexOf(task) + 2) generatorOf.set(category, task);
  }
  const trained = folders.filter((use) => !isTest(use));
  if (trained.length === 0 || !trained.every(({ task }) => generatorOf.has(task))) return null;
  return folders.map((use) => (isTest(use) ? use : { ...use, task: generatorOf.get(use.task) ?? use.task }));
}

function deal(
  mapping: DatasetMapping,
  { images, ...options }: { images: readonly string[]; seed: number; groupOf?: (video: string) => string },
): Draft {
  const byFolder = new Map(mapping.folders.map(({ folder }) => [folder, [] as string[]]));
  for (const image of images) {
    for (let end = image.length; end >= 0; end = end === 0 ? -1 : Math.max(0, image.lastIndexOf('/', end - 1))) {
      const found = byFolder.get(image.slice(0, end));
      if (found === undefined) continue;
      found.push(image);
      break;
    }
  }
  return dealSplits(mapping, { ...options, imagesOf: ({ folder }) => byFolder.get(folder) ?? [] });
}

async function fromList({ root, images, wish }: Seen, path: string): Promise<Draft> {
  const listed = readManifest(await readText(path), { path, numbers: wish.numbers });
  const located = locateFiles(
    listed.map(({ file }) => file),
    images,
  );
  const notes: string[] = [];
  const missing = listed.filter((_, index) => located[index] === null);
  if (missing.length === listed.length) {
    const message = `None of the ${formatCount(listed.length, 'file')} of "${path}" is below "${root}" (such as "${listed[0]?.file ?? ''}").`;
    throw new AppError('bad-input', `${message} Choose the folder that the paths are relative to.`);
  }
  if (missing.length > 0) {
    notes.push(
      `${formatCount(missing.length, 'file')} of the list ${missing.length === 1 ? 'is' : 'are'} not there, such as "${missing[0]?.file ?? ''}".`,
    );
  }
  const found = listed.flatMap((entry, index) => {
    const file = located[index];
    return typeof file === 'string' ? [{ ...entry, file, task: entry.task ?? basename(root) }] : [];
  });
  const videoRule = wish.videoRule ?? ruleOfList(found);
  const groupOf = (file: string, video: string | null) =>
    videoRule === 'listed' && video !== null ? video : mappedVideo(file, { rule: videoRule });
  const open = found.filter(({ split }) => split === null);
  const byClass = Map.groupBy(open, ({ task, className }) => `${task}/${className}`);
  const dealt = new Map(
    [...byClass.values()].flatMap((entries) => [
      ...splitVideos(
        entries.map(({ file, video }) => ({ video: file, group: groupOf(file, video) })),
        { seed: wish.seed, withTest: true },
      ),
    ]),
  );
  if (open.length > 0) {
    notes.push(
      `${formatCount(open.length, 'image')} had no split: videos were dealt to train, val and test (80, 10, 10 %) with seed ${wish.seed}.`,
    );
  }
  const files = found.map(({ file, task, className, split, video }): MappedFile => {
    return { file, task, className, split: split ?? dealt.get(file) ?? 'train', ...(video !== null && { video }) };
  });
  const isBench = path.endsWith('.json');
  const mapping: DatasetMapping = {
    format: 1,
    layout: isBench ? 'deepfakebench' : 'manifest',
    folders: [],
    videos: {},
    files,
    seed: open.length > 0 ? wish.seed : null,
    videoRule,
  };
  return { mapping, notes };
}

function describe(mapping: DatasetMapping, images: readonly string[], said: readonly string[]): MappingProposal {
  const { files, unmapped, unknown } = applyMapping(mapping, images);
  const notes = [`Read as ${layoutNames[mapping.layout]}.`, ...said];
  if (unmapped.length > 0) notes.push(leftOut(unmapped, 'in no folder that says a class'));
  if (unknown.length > 0) notes.push(leftOut(unknown, 'of videos that no list names'));
  const tasks = [...Map.groupBy(files, ({ task }) => task)].map(([name, own]) => {
    const count = (split: string, className: string) =>
      own.filter((file) => file.split === split && file.className === className).length;
    const counts = (split: string) => ({ fake: count(split, 'fake'), real: count(split, 'real') });
    return { name, train: counts('train'), val: counts('val'), test: counts('test') };
  });
  const folders = mapping.folders.map((use) => {
    const prefix = use.folder === '' ? '' : `${use.folder}/`;
    return { ...use, images: images.filter((image) => image.startsWith(prefix)).length };
  });
  const videos = videoReadings(mapping, images);
  return { mapping, folders, tasks: tasks.sort((a, b) => (a.name < b.name ? -1 : 1)), videos, notes };
}

function leftOut(images: readonly string[], why: string): string {
  const folders = [...new Set(images.map((image) => image.split('/').slice(0, -1).join('/') || '.'))];
  const verb = images.length === 1 ? 'is' : 'are';
  return `${formatCount(images.length, 'image')} ${verb} ${why} and not read: in ${joinNames(folders)}.`;
}
