/** Looks at a dataset's folders and lists and proposes how to read them. */
import { basename } from 'node:path';
import { leaveOutWords, type LeaveOutKind } from '../../../shared/audit';
import { AppError } from '../../../shared/errors';
import { formatCount } from '../../../shared/format';
import { layoutNames } from '../../../shared/mapping';
import type { DatasetMapping, FolderUse, MappingProposal, MappingWish } from '../../../shared/mapping';
import { joinNames, whatIsIn } from '../folder-text';
import { listContents } from '../list-images';
import { transferFolder } from '../transfer-set';
import { applyMapping } from './apply-mapping';
import { dealSplits } from './deal-splits';
import type { Draft, Seen } from './draft';
import { faceForensicsFolders, faceForensicsGroups, faceForensicsSplits, isFaceForensics } from './face-forensics';
import { fromList } from './from-list';
import { celebDfVideos, dfdcVideos } from './video-lists';
import { ruleOfFolders, videoReadings } from './video-readings';
import { namedFolders, withPlaces, withWishes } from './wished-folders';

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
  const { leaveOut } = wish;
  const whole = leaveOut.length === 0 ? mapping : { ...mapping, leaveOut };
  return describe(whole, images, [...notes, ...leaveOut.map(leaveOutNote)]);
}

function leaveOutNote(kind: LeaveOutKind): string {
  const { what, side } = leaveOutWords[kind];
  return `The scan leaves out by its audit: ${what.toLowerCase()} (${side}). The counts here still have them.`;
}

async function fromFolders({ root, images, others, wish }: Seen): Promise<Draft> {
  // Published layouts have published names; where a person says otherwise, that counts.
  const videoRule = wish.videoRule ?? 'name-or-folder';
  const empty: DatasetMapping = {
    format: 1,
    layout: 'folders',
    folders: [],
    videos: {},
    files: [],
    seed: null,
    videoRule,
  };
  if (isFaceForensics(images)) {
    const videos = await faceForensicsSplits(root, images, videoRule);
    const folders = withWishes(faceForensicsFolders(images), wish, root);
    const mapping: DatasetMapping = { ...empty, layout: 'faceforensics', folders, videos };
    return deal(mapping, { images, wish, groupOf: faceForensicsGroups(images, videoRule) });
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
      { images, wish, groupOf },
    );
  }
  const folders = withWishes(namedFolders(images, root), wish, root);
  if (!folders.some(({ className }) => className !== 'ignore')) throw await nothingSaid(root);
  const celebDf = await celebDfVideos(root, images, videoRule);
  if (celebDf !== null) return deal({ ...empty, layout: 'celeb-df', folders, videos: celebDf }, { images, wish });
  const merged = cnnDetectionTasks(folders);
  const mapping: DatasetMapping = {
    ...empty,
    layout: merged === null ? 'folders' : 'cnndetection',
    folders: merged ?? folders,
  };
  return deal({ ...mapping, videoRule: wish.videoRule ?? ruleOfFolders(mapping, images) }, { images, wish });
}

async function nothingSaid(root: string): Promise<AppError> {
  const message =
    `Nothing in "${root}" says which images are fake: ${await whatIsIn(root)}. Say it folder by folder ` +
    '(--set FOLDER=fake, --set FOLDER=real), or give a list of the files (--manifest FILE).';
  return new AppError('bad-input', message);
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
  proposed: DatasetMapping,
  options: { images: readonly string[]; wish: MappingWish; groupOf?: (video: string) => string },
): Draft {
  const { images, wish, ...grouping } = options;
  const mapping = { ...proposed, folders: withPlaces(proposed.folders, wish) };
  const byFolder = new Map(mapping.folders.map(({ folder }) => [folder, [] as string[]]));
  for (const image of images) {
    for (let end = image.length; end >= 0; end = end === 0 ? -1 : Math.max(0, image.lastIndexOf('/', end - 1))) {
      const found = byFolder.get(image.slice(0, end));
      if (found === undefined) continue;
      found.push(image);
      break;
    }
  }
  return dealSplits(mapping, { ...grouping, seed: wish.seed, imagesOf: ({ folder }) => byFolder.get(folder) ?? [] });
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
