/** Reads class, split and task from the names of the folders that an image lies in. */
import { classWithin, classWord, splitWithin, splitWord } from '../../../shared/class-words';
import type { FolderUse } from '../../../shared/mapping';

/** Say nothing of the task. */
const plainWords = new Set(
  'images image imgs img frames faces face crops data dataset datasets c0 c23 c40 raw'.split(' '),
);

/**
 * How the folder reads in which an image lies, relative to the root: the use that covers all that is below the deepest
 * folder that says something. Null where no name says a class.
 */
export function readFolder(folder: string, rootName: string): FolderUse | null {
  const names = folder === '' ? [] : folder.split('/');
  // "real_train/0/real/1" (WildDeepfake): one name says both, and what is below it are videos.
  const both = names.findIndex((name) => classWithin(name) !== null && splitWithin(name) !== null);
  if (both !== -1) {
    const name = names[both] ?? '';
    return use(names, both, { className: classWithin(name), split: splitWithin(name), rootName });
  }
  const whole = names.findLastIndex((name) => classWord(name) !== null);
  const classAt = whole === -1 ? names.findLastIndex((name) => classWithin(name) !== null) : whole;
  const className = classWord(names[classAt] ?? '') ?? classWithin(names[classAt] ?? '');
  if (className === null) return null;
  const splitAt = names.findLastIndex((name) => splitWord(name) !== null);
  const split = splitWord(names[splitAt] ?? '');
  return use(names, Math.max(classAt, splitAt), { className, split, rootName });
}

function use(
  names: readonly string[],
  deepest: number,
  { rootName, ...said }: Pick<FolderUse, 'className' | 'split'> & { rootName: string },
): FolderUse {
  const above = names.slice(0, deepest).filter((name) => classWord(name) === null && splitWord(name) === null);
  const task = above.find((name) => !plainWords.has(name.toLowerCase())) ?? above[0] ?? rootName;
  return { folder: names.slice(0, deepest + 1).join('/'), task, ...said };
}
