/** Scans the data folder of a published command line and waits for the outcome. */
import { setTimeout as sleep } from 'node:timers/promises';
import { resolve } from 'node:path';
import { AppError } from '../../../shared/errors';
import type { Dataset } from '../../../shared/task';
import type { Workbench } from '../../workbench-api';

/** Throws AppError 'not-found' where there is no such folder, 'bad-input' where it holds no task. */
export async function readyDataset(workbench: Workbench, data: string): Promise<Dataset> {
  if (data === '') throw new AppError('bad-input', 'Name the folder that holds the tasks: -d=DIR.');
  let dataset = await workbench.call('dataset/add', { path: resolve(data) });
  while (dataset.state === 'scanning') {
    await sleep(50);
    dataset = await workbench.call('dataset/get', { datasetId: dataset.id });
  }
  if (dataset.state === 'ready' && dataset.tasks.length > 0) return dataset;
  const reason = dataset.problems[0]?.message ?? 'It holds no task.';
  throw new AppError('bad-input', `The folder "${data}" (-d) cannot be used. ${reason}`);
}
