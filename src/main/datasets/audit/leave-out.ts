/** The images that the switches of the audit leave out: which side that is stands in `leaveOutWords`. */
import { createHash } from 'node:crypto';
import { leaveOutKinds, type LeaveOutKind, type LeftOutFile } from '../../../shared/audit';
import { classNames, splitNames } from '../../../shared/task';
import type { SplitName } from '../../../shared/task';
import { isUnbalanced } from '../imbalance-problems';
import type { AuditedImage, AuditedTask } from './audited-image';
import { nearDuplicates } from './near-duplicates';
import { sharedVideos } from './shared-videos';

export interface LeaveOutChoice {
  readonly kinds: readonly LeaveOutKind[];
  /** That images of the larger class are drawn with. */
  readonly seed: number;
}

/** In the order of `leaveOutKinds`; what an earlier kind leaves out is no finding of a later one. */
export function chooseLeftOut(tasks: readonly AuditedTask[], { kinds, seed }: LeaveOutChoice): LeftOutFile[] {
  const leftOut: LeftOutFile[] = [];
  let kept = tasks;
  for (const kind of leaveOutKinds.filter((one) => kinds.includes(one))) {
    // Without the first look-alikes of an image others may show.
    for (;;) {
      const found = findLeftOut(kind, kept, seed);
      if (found.length === 0) break;
      leftOut.push(...found);
      kept = withoutFiles(kept, found);
    }
  }
  return leftOut;
}

/** The tasks without these images. */
export function withoutFiles(tasks: readonly AuditedTask[], leftOut: readonly LeftOutFile[]): AuditedTask[] {
  const keys = new Set(leftOut.map(({ task, file }) => `${task} ${file}`));
  return tasks.map((task) => ({
    ...task,
    images: task.images.filter(({ file }) => !keys.has(`${task.name} ${file}`)),
  }));
}

function findLeftOut(kind: LeaveOutKind, tasks: readonly AuditedTask[], seed: number): LeftOutFile[] {
  const find = finders[kind];
  const found =
    kind === 'label-conflict' ? conflicting(tasks) : tasks.map((task) => ({ task, images: find(task.images, seed) }));
  return found.flatMap(({ task, images }) => [...new Set(images)].map(({ file }) => ({ task: task.name, file, kind })));
}

const finders: Readonly<Record<LeaveOutKind, (images: readonly AuditedImage[], seed: number) => AuditedImage[]>> = {
  // Of all tasks together, see `conflicting`.
  'label-conflict': () => [],
  'duplicate-across-splits': (images) =>
    [...Map.groupBy(images, ({ hash }) => hash).values()].flatMap((copies) => beforeLastSplit(copies)),
  'near-duplicate': (images) => nearDuplicates(images, images.length).map(({ first }) => first),
  'shared-video': (images) => sharedVideos({ images }).flatMap((video) => beforeLastSplit(video.images, video.splits)),
  'class-imbalance': (images, seed) => splitNames.flatMap((split) => surplus(images, split, seed)),
};

/** Whoever is right about the label: no copy can be trusted. */
function conflicting(tasks: readonly AuditedTask[]): { task: AuditedTask; images: AuditedImage[] }[] {
  const classesOf = new Map<string, Set<string>>();
  for (const { images } of tasks) {
    for (const { hash, className } of images) {
      classesOf.set(hash, (classesOf.get(hash) ?? new Set<string>()).add(className));
    }
  }
  const isConflicting = ({ hash }: AuditedImage) => (classesOf.get(hash)?.size ?? 0) > 1;
  return tasks.map((task) => ({ task, images: task.images.filter(isConflicting) }));
}

/** So test stays as it is, and val against train. */
function beforeLastSplit(images: readonly AuditedImage[], among: readonly SplitName[] = splitNames): AuditedImage[] {
  const last = among.findLast((split) => images.some((image) => image.split === split));
  return images.filter(({ split }) => split !== last && among.includes(split));
}

function surplus(images: readonly AuditedImage[], split: SplitName, seed: number): AuditedImage[] {
  const [fake = [], real = []] = classNames.map((name) =>
    images.filter((image) => image.split === split && image.className === name),
  );
  if (!isUnbalanced({ fake: fake.length, real: real.length })) return [];
  const [smaller, larger] = fake.length < real.length ? [fake, real] : [real, fake];
  const rank = ({ file }: AuditedImage) => createHash('sha256').update(`${seed}/${file}`).digest('hex');
  const ranked = larger.map((image) => ({ image, rank: rank(image) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranked.slice(smaller.length).map(({ image }) => image);
}
