/** What a scan says about single images: unreadable ones, and the same content in two splits. */
import { join } from 'node:path';
import { switchText } from '../../shared/audit';
import { formatCount } from '../../shared/format';
import type { Problem } from '../../shared/task';
import { listedFiles } from './audit/audited-image';
import type { ListedImage, TaskListing } from './list-task';

/** So many of each kind are listed; one more problem counts the rest, so that a broken copy does not fill the screen. */
const LISTED_PROBLEMS = 10;

export interface UnreadableImage {
  readonly path: string;
  /** Names the path and the way out. */
  readonly message: string;
}

/** Fatal, because training would end at the first of them. */
export function unreadableProblems(task: TaskListing, unreadable: readonly UnreadableImage[]): Problem[] {
  const howMany = `${unreadable.length} of ${formatCount(task.images.length, 'image')} of task "${task.name}" cannot be read`;
  const sorted = unreadable.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const problems = sorted.slice(0, LISTED_PROBLEMS).map(({ path, message }): Problem => {
    return { severity: 'fatal', code: 'unreadable-image', path, message: `${howMany}. ${message}` };
  });
  if (sorted.length > LISTED_PROBLEMS) {
    const message = `${howMany}; the first ${LISTED_PROBLEMS} are listed. Replace or remove them, then scan again; or train without them (--set unreadableImages=skip).`;
    problems.push({ severity: 'fatal', code: 'unreadable-image', path: task.path, message });
  }
  return problems;
}

/** Warnings: a network that has seen an image in training scores too well on it in val or test. */
export function duplicateProblems(task: TaskListing, images: readonly (ListedImage & { hash: string })[]): Problem[] {
  const firstByHash = new Map<string, ListedImage>();
  const pairs: { first: ListedImage; second: ListedImage }[] = [];
  for (const image of images) {
    const first = firstByHash.get(image.hash);
    if (first === undefined) firstByHash.set(image.hash, image);
    else if (first.split !== image.split) pairs.push({ first, second: image });
  }
  const problems = pairs.slice(0, LISTED_PROBLEMS).map(({ first, second }): Problem => {
    const path = join(task.path, second.file);
    const message =
      `Task "${task.name}" has the same image in ${first.split} and ${second.split}: ` +
      `"${join(task.path, first.file)}" and "${path}". The scores on ${second.split} flatter: remove one of them, or ${switchText('duplicate-across-splits')}.`;
    return { severity: 'warning', code: 'duplicate-across-splits', path, message };
  });
  if (pairs.length > LISTED_PROBLEMS) {
    const message =
      `Task "${task.name}" has ${pairs.length} images in more than one split; the first ${LISTED_PROBLEMS} are listed. ` +
      `The scores flatter: split the data anew, or ${switchText('duplicate-across-splits')}.`;
    const files = pairs.slice(0, listedFiles).map(({ second }) => second.file);
    problems.push({ severity: 'warning', code: 'duplicate-across-splits', path: task.path, message, files });
  }
  return problems;
}
