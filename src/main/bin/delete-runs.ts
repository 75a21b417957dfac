/** Moves runs into the bin and back, in step with the registry. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BinEntry } from '../../shared/bin';
import { AppError } from '../../shared/errors';
import { hasEnded, type Evaluation } from '../../shared/evaluation';
import { isAtRest, type RunSummary } from '../../shared/run';
import type { Registry } from '../registry/registry';
import { importRun } from '../runs/import-run';
import { RunFolder } from '../runs/run-folder';
import { isWorkerAlive } from '../runs/worker-life';
import type { BinFolder } from './bin-folder';

interface Surroundings {
  readonly registry: Registry;
  readonly bin: BinFolder;
}

/** All are looked at before the first is moved. Throws AppError 'conflict' for one that is at work or waits for its turn. */
export async function deleteRuns(
  runIds: readonly string[],
  { registry, bin }: Surroundings,
  evaluations: readonly Evaluation[],
): Promise<string[]> {
  const runs = [...new Set(runIds)].map((id) => registry.runs.get(id));
  for (const run of runs) await refuseBusy(run, evaluations);
  const entries: string[] = [];
  for (const { id, name, experimentName, folder } of runs) {
    const move = await bin.prepare('run', folder, { id, name, experimentName });
    const entry = await registry.write(() => registry.runs.removeAtRest(id, move));
    // Another process resumed it since it was looked at.
    if (entry === null) throw notNow(registry.runs.get(id));
    entries.push(entry);
  }
  return entries;
}

/** Resolves to the run's id. */
export async function restoreRun(
  entry: BinEntry,
  { registry, bin }: Surroundings,
  runsFolder: string,
): Promise<string> {
  const folder = join(runsFolder, entry.id);
  await bin.takeOut(entry, folder);
  await importRun(registry, folder, { replaces: true });
  return entry.id;
}

/** A process that was cut off between moving a folder and forgetting the run left a run without a folder. */
export async function forgetBinnedRuns({ registry, bin }: Surroundings): Promise<void> {
  for (const { kind, id } of await bin.list()) {
    if (kind !== 'run') continue;
    const run = registry.runs.find(id);
    if (run !== null && !existsSync(run.folder)) await registry.write(() => registry.runs.remove(id));
  }
}

async function refuseBusy(run: RunSummary, evaluations: readonly Evaluation[]): Promise<void> {
  if (!isAtRest(run.state)) throw notNow(run);
  const folder = new RunFolder(run.folder);
  const worker = await folder.readWorker();
  if (worker !== null && (await isWorkerAlive(worker, folder))) {
    throw new AppError(
      'conflict',
      `Process ${worker.processId} still works on run "${run.id}". Wait until it has ended.`,
    );
  }
  const reading = evaluations.find(
    ({ state, request: { weights } }) => !hasEnded(state) && weights.kind === 'run' && weights.runId === run.id,
  );
  if (reading === undefined) return;
  throw new AppError(
    'conflict',
    `Run "${run.id}" cannot be deleted now: the evaluation "${reading.name || reading.id}" reads its weights. Wait until it has ended.`,
  );
}

function notNow({ id, state }: RunSummary): AppError {
  return new AppError('conflict', `Run "${id}" cannot be deleted: it is ${state}. Stop it first.`);
}
