/** Words for files that a scan left out. */
import { formatCount } from './format';
import type { SkippedFiles } from './task';

/** "3 .txt (such as train/fake/list.txt)". */
export function skippedText({ kind, ending, count, example }: SkippedFiles): string {
  const what = {
    system: formatCount(count, 'system file'),
    hidden: formatCount(count, 'hidden file'),
    special: `${formatCount(count, 'entry', 'entries')} that ${count === 1 ? 'is' : 'are'} no file`,
    other: ending === '' ? `${formatCount(count, 'file')} without an ending` : `${count} ${ending}`,
  }[kind];
  return `${what} (${count === 1 ? '' : 'such as '}${example})`;
}
