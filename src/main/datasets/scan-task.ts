/** Opens every image of a task: counts, image sizes, a fingerprint of the content, and what is wrong with single images. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { toAppError } from '../../shared/errors';
import { readVideos } from '../../shared/metrics/video-fit';
import { classNames, splitNames } from '../../shared/task';
import type { SplitName, TaskScan } from '../../shared/task';
import { decodeImageBytes, readingOf, withImageBytes } from './decode-image';
import type { AuditedImage } from './audit/audited-image';
import { nearDuplicateProblems } from './audit/near-duplicates';
import { perceptualHash } from './audit/perceptual-hash';
import { readOtherwiseProblems, type ReadOtherwise } from './audit/read-otherwise';
import { sharedVideoProblems } from './audit/shared-videos';
import { tellingTraitProblems } from './audit/telling-traits';
import { formatOf } from './image-names';
import { forEachConcurrently } from './for-each-concurrently';
import { imbalanceProblems } from './imbalance-problems';
import { duplicateProblems, unreadableProblems } from './image-problems';
import type { UnreadableImage } from './image-problems';
import { MemoryRoom } from './memory-room';
import { countSkipped, skippedProblems } from './skipped-files';
import type { ListedImage, TaskListing } from './list-task';

/** Decoding runs on Node's thread pool (four threads); the rest waits for the disk. */
const IMAGES_AT_ONCE = 8;

interface OpenedImage extends AuditedImage {
  readonly sizeBytes: number;
}

/** A task whose images have been looked at. */
export interface OpenedTask {
  readonly listing: TaskListing;
  /** Those that can be read or at least hashed. */
  readonly images: readonly OpenedImage[];
  readonly unreadable: readonly UnreadableImage[];
  /** Those whose pixels need a rule to become 8-bit RGB. */
  readonly readOtherwise: readonly ReadOtherwise[];
}

/**
 * Reads, hashes and fully decodes every listed image, since a truncated one shows only when it is decoded to its end.
 * `onImage` is called after each and may throw to end the scan.
 */
export async function openTask(task: TaskListing, onImage: () => void): Promise<OpenedTask> {
  const opened: (OpenedImage | null)[] = task.images.map(() => null);
  const unreadable: UnreadableImage[] = [];
  const readOtherwise: ReadOtherwise[] = [];
  const room = new MemoryRoom();
  await forEachConcurrently(task.images, IMAGES_AT_ONCE, async (image, index) => {
    const path = join(task.path, image.file);
    const note = (error: unknown) => {
      unreadable.push({ path, message: toAppError(error).message });
      return null;
    };
    const open = async (bytes: Uint8Array, left: MemoryRoom) => {
      const decoded = await decodeImageBytes(bytes, path, left).catch(note);
      const reading = decoded && (await readingOf(bytes));
      if (reading !== null) readOtherwise.push({ file: image.file, reading });
      const hash = createHash('sha256').update(bytes).digest('hex');
      const size = decoded && { width: decoded.width, height: decoded.height };
      const look = decoded && perceptualHash(decoded);
      opened[index] = { ...image, hash, sizeBytes: bytes.length, size, look, format: decoded && formatOf(bytes) };
    };
    await withImageBytes(path, room, open).catch(note);
    onImage();
  });
  return { listing: task, images: opened.filter((image) => image !== null), unreadable, readOtherwise };
}

/** What the scan says of it. */
export function describeTask({ listing: task, images, unreadable, readOtherwise }: OpenedTask): TaskScan {
  const test = countClasses(task, 'test');
  const counts = {
    train: countClasses(task, 'train'),
    val: countClasses(task, 'val'),
    test: test.fake + test.real > 0 ? test : null,
  };
  const kept = new Set(images.map(({ file }) => file));
  const audited = { name: task.name, path: task.path, images };
  const skipped = countSkipped(task.skipped);
  const problems = [
    ...task.problems,
    ...unreadableProblems(task, unreadable),
    ...readOtherwiseProblems(
      task,
      readOtherwise.filter(({ file }) => kept.has(file)),
    ),
    ...skippedProblems(task, skipped),
    ...duplicateProblems(task, images),
    ...nearDuplicateProblems(audited),
    ...sharedVideoProblems(audited),
    ...tellingTraitProblems(audited),
  ];
  return {
    name: task.name,
    path: task.path,
    counts,
    ...(task.transfer && { transfer: task.transfer }),
    skipped,
    videos: readVideos(framesBySplit(images), task.videoRule ?? 'name-or-folder'),
    sizes: countSizes(images),
    sizeBytes: images.reduce((sum, image) => sum + image.sizeBytes, 0),
    fingerprint: fingerprintOf(images),
    problems: [...problems, ...imbalanceProblems({ ...task, problems }, { ...counts, transfer: task.transfer })],
  };
}

/** As the score files name them. */
function framesBySplit(images: readonly ListedImage[]) {
  return splitNames.map((split) =>
    images
      .filter((image) => image.split === split)
      .map(({ file, className, video }) => ({ file, label: classNames.indexOf(className), video })),
  );
}

function countClasses(task: TaskListing, split: SplitName): { fake: number; real: number } {
  const ofSplit = task.images.filter((image) => image.split === split);
  const fake = ofSplit.filter((image) => image.className === 'fake').length;
  return { fake, real: ofSplit.length - fake };
}

function countSizes(images: readonly OpenedImage[]): TaskScan['sizes'] {
  const counts = new Map<string, { width: number; height: number; count: number }>();
  for (const { size } of images) {
    if (size === null) continue;
    const key = `${size.width}x${size.height}`;
    counts.set(key, { ...size, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || b.width - a.width || b.height - a.height);
}

interface FingerprintedImage extends ListedImage {
  readonly hash: string;
}

/** Where the folders do not say split and class, the mapping does, and another mapping is another dataset. */
function nameOf({ file, split, className }: ListedImage): string {
  const within = `${split}/${className}/`;
  return file.startsWith(within) ? file : `${within}${file}`;
}

/** SHA-256 over every image's relative path and content hash, sorted by path. */
export function fingerprintOf(images: readonly FingerprintedImage[]): string {
  const hash = createHash('sha256');
  const named = images.map(({ hash: content, ...image }) => ({ name: nameOf(image), content }));
  for (const { name, content } of named.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    hash.update(`${name}\0${content}\n`);
  return hash.digest('hex');
}
