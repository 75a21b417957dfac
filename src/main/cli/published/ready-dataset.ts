/** Scans the data folder of a published command line and waits for the outcome. */
import { resolve } from 'node:path';
import { AppError } from '../../../shared/errors';
import type { Dataset } from '../../../shared/task';
import type { Workbench } from '../../workbench-api';
import { scannedDataset } from '../scan-dataset';

/** Throws AppError 'not-found' where there is no such folder, 'bad-input' where it holds no task. */
export async function readyDataset(workbench: Workbench, data: string): Promise<Dataset> {
  if (data === '') throw new AppError('bad-input', 'Name the folder that holds the tasks: -d=DIR.');
  const dataset = await scannedDataset(workbench, resolve(data));
  if (dataset.state === 'ready' && dataset.tasks.length > 0) return dataset;
  const reason = dataset.problems[0]?.message ?? 'It holds no task.';
  throw new AppError('bad-input', `The folder "${data}" (-d) cannot be used. ${reason}`);
}
