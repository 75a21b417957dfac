/** Scans a dataset root and shows how far the scan is. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dataset } from '../../shared/task';
import type { Workbench } from '../workbench-api';
import { showScans } from './show-scans';
import type { Terminal } from './terminal';

/** Resolves when the scan has ended, well or not: see the dataset's state. */
export async function scanDatasetAt(workbench: Workbench, terminal: Terminal, path: string): Promise<Dataset> {
  const stopShowing = showScans(workbench, terminal);
  try {
    return await scannedDataset(workbench, path);
  } finally {
    stopShowing();
  }
}

/** The same without showing it. */
export async function scannedDataset(workbench: Workbench, path: string): Promise<Dataset> {
  let dataset = await workbench.call('dataset/add', { path });
  while (dataset.state === 'scanning') {
    await sleep(50);
    dataset = await workbench.call('dataset/get', { datasetId: dataset.id });
  }
  return dataset;
}
