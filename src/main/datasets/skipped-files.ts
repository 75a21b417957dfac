/** What a scan says of the files in class folders that are no images: nothing is left out without a word. */
import { formatCount } from '../../shared/format';
import { skippedText } from '../../shared/skipped-text';
import type { Problem, SkippedFiles } from '../../shared/task';
import { joinNames } from './folder-text';
import { endingOf } from './image-names';
import type { SkippedFile } from './list-images';

/** By kind and ending, the most frequent first. */
export function countSkipped(files: readonly SkippedFile[]): SkippedFiles[] {
  const groups = new Map<string, SkippedFiles>();
  for (const { file, kind } of files) {
    const ending = kind === 'other' ? endingOf(file) : '';
    const key = `${kind} ${ending}`;
    groups.set(key, { kind, ending, example: file, ...groups.get(key), count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.example < b.example ? -1 : 1));
}

/** One warning that counts them all; what operating systems leave behind and hidden files are in `skipped` alone. */
export function skippedProblems(
  task: { readonly name: string; readonly path: string },
  skipped: readonly SkippedFiles[],
): Problem[] {
  const unexpected = skipped.filter(({ kind }) => kind === 'other' || kind === 'special');
  if (unexpected.length === 0) return [];
  const total = unexpected.reduce((sum, { count }) => sum + count, 0);
  const message =
    `${formatCount(total, 'file')} in the class folders of task "${task.name}" ${total === 1 ? 'is' : 'are'} not read, ` +
    `because neither name nor content is that of an image: ${joinNames(unexpected.map(skippedText))}. ` +
    'If they are images, convert them to PNG; else nothing has to be done.';
  return [{ severity: 'warning', code: 'skipped-files', path: task.path, message }];
}
