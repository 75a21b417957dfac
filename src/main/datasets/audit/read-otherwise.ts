/** Images that are read as PIL reads them, and not as a person sees them: said in the scan, never in silence. */
import { formatCount } from '../../../shared/format';
import type { Problem } from '../../../shared/task';
import type { Reading } from '../opened-image';
import type { AuditedTask } from './audited-image';

const told: Record<Reading, { readonly what: string; readonly wayOut: string }> = {
  'not-turned': {
    what: 'an EXIF orientation, which is not applied, as PIL and torchvision do not: they are read as they lie in the file',
    wayOut: 'Where they have to be upright, turn the files themselves.',
  },
  'deep-grey': {
    what: '16 bits of grey, of which all above 255 is read as white, as PIL does',
    wayOut: 'Convert them to 8 bits.',
  },
};

export interface ReadOtherwise {
  readonly file: string;
  readonly reading: Reading;
}

export function readOtherwiseProblems(
  task: Pick<AuditedTask, 'name' | 'path'>,
  readings: readonly ReadOtherwise[],
): Problem[] {
  return (['not-turned', 'deep-grey'] as const).flatMap((reading): Problem[] => {
    const files = readings.filter((one) => one.reading === reading).map(({ file }) => file);
    const example = files.toSorted()[0];
    if (example === undefined) return [];
    const { what, wayOut } = told[reading];
    const count = formatCount(files.length, 'image');
    const message = `${count} of task "${task.name}" ${files.length === 1 ? 'has' : 'have'} ${what} (such as "${example}"). ${wayOut}`;
    return [{ severity: 'warning', code: 'read-otherwise', path: task.path, message }];
  });
}
