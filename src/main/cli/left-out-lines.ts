/** What a dataset's mapping leaves out by the audit, a line for each task. */
import { leftOutText } from '../../shared/audit';
import type { Dataset } from '../../shared/task';

export function leftOutLines({ tasks }: Pick<Dataset, 'tasks'>): string[] {
  return tasks.flatMap(({ name, leftOut }) =>
    leftOut === undefined ? [] : [`Task ${name}: ${leftOutText(leftOut)}.`],
  );
}
