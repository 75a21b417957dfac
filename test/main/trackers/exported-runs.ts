/** Runs of the kept workspace handed on to a tracker, beside what `cored show --json` prints of them. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runReport } from '../../../src/main/cli/run-report';
import type { Workbench } from '../../../src/main/workbench-api';
import type { RunDetail } from '../../../src/shared/run';
import type { TrackerId } from '../../../src/shared/tracker';
import type { ExportedFiles } from '../../../src/shared/weights';
import { copyOldWorkspace, oldRuns } from '../../fixtures/old-workspace';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

export const exportedRunIds = [oldRuns.ft, oldRuns.cored] as const;

export class ExportedRuns {
  private constructor(
    readonly folder: string,
    readonly workbench: Workbench,
  ) {}

  static async open(name: string): Promise<ExportedRuns> {
    const folder = await temporaryFolder(name);
    return new ExportedRuns(folder, await openTestWorkbench(await copyOldWorkspace(folder)));
  }

  get to(): string {
    return join(this.folder, 'out');
  }

  export(tracker: TrackerId, runIds: readonly string[] = exportedRunIds): Promise<ExportedFiles> {
    return this.workbench.call('tracker/export', { tracker, runIds: [...runIds], to: this.to });
  }

  detail(runId: string): Promise<RunDetail> {
    return this.workbench.call('run/get', { runId });
  }

  /** As `cored show RUN --json` prints it. */
  async shown(runId: string): Promise<ReturnType<typeof runReport> & Pick<RunDetail, 'results'>> {
    const { summary, results } = await this.detail(runId);
    return { ...runReport(summary), results };
  }

  async close(): Promise<void> {
    await this.workbench.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** By series name and step, what a tracker has to hold of a run: everything that is shown of it. */
export async function expectedValues(runs: ExportedRuns, runId: string): Promise<Map<string, number>> {
  const [shown, { stages, lossPoints, aucPoints }] = [await runs.shown(runId), await runs.detail(runId)];
  const values = new Map<string, number>();
  const set = (name: string, step: number, value: number | null | undefined) => {
    if (value !== null && value !== undefined) values.set(`${name} ${step}`, value);
  };
  const batches = stages.map(({ epochs = 0, batchesPerEpoch = 0 }) => ({ epochs, batchesPerEpoch }));
  for (const { stage, epoch, batch, losses } of lossPoints) {
    const before = batches.slice(0, stage - 1).reduce((sum, one) => sum + one.epochs * one.batchesPerEpoch, 0);
    const step = before + (epoch - 1) * (batches[stage - 1]?.batchesPerEpoch ?? 0) + batch;
    for (const [term, loss] of Object.entries(losses)) set(`loss/${term}`, step, loss);
  }
  for (const { x, aucs } of aucPoints)
    for (const [task, auc] of Object.entries(aucs)) set(`epoch-val-auc/${task}`, x, auc);
  const last = shown.matrix.length;
  for (const [index, task] of shown.chain.entries()) {
    set(`${shown.reportedSplit}-auc/${task}`, 0, shown.beforeTraining[index]);
    for (const [row, aucs] of shown.matrix.entries()) set(`${shown.reportedSplit}-auc/${task}`, row + 1, aucs[index]);
  }
  set('chain/averageAuc', last, shown.averageAuc);
  set('chain/forgetting', last, shown.forgetting);
  for (const { split, task, stage, accuracy } of shown.results) set(`${split}-accuracy/${task}`, stage, accuracy);
  return values;
}
