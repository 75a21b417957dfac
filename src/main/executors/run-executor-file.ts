/** executor.json in a run's folder: who starts the run. */
import { join } from 'node:path';
import { localExecutor, RunExecutorFile } from '../../shared/executor';
import { writeJsonDurably } from '../runs/durable-file';
import { readOptionalFile } from '../runs/json-file';

const nameOf = (folder: string) => join(folder, 'executor.json');

/** Null for a run that this machine starts, and always did. */
export function readRunExecutor(folder: string): Promise<RunExecutorFile | null> {
  return readOptionalFile(RunExecutorFile, nameOf(folder));
}

export async function writeRunExecutor(folder: string, file: RunExecutorFile): Promise<void> {
  await writeJsonDurably(nameOf(folder), file);
}

/** As `readRunExecutor`, but null too for one that was elsewhere before. */
export async function readRemoteExecutor(folder: string): Promise<RunExecutorFile | null> {
  const file = await readRunExecutor(folder);
  return file === null || file.executor === localExecutor ? null : file;
}

/** The run is to be started anew, there or by another one. */
export async function startAnewBy(folder: string, executor: string): Promise<RunExecutorFile> {
  const before = await readRunExecutor(folder);
  const file = { executor, attempt: (before?.attempt ?? 0) + 1 };
  if (before !== null || executor !== localExecutor) await writeRunExecutor(folder, file);
  return file;
}
