/** Folders among the evaluations whose evaluation.json names another one: copies beside the original, or renamed ones. */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors';
import type { StrayEvaluation } from '../../shared/evaluation';
import { ownFolderName } from '../runs/stray-folders';
import { isWorkerAlive } from '../runs/worker-life';
import { EvaluationFolder, type EvaluationFile } from './evaluation-folder';

/** `names`: the folders in `<workspace>/evaluations`. Those that cannot be read are told of where evaluations are read. */
export async function listStrayEvaluations(parent: string, names: readonly string[]): Promise<StrayEvaluation[]> {
  const strays: StrayEvaluation[] = [];
  for (const folder of names) {
    const file = await readOrNull(new EvaluationFolder(join(parent, folder)));
    if (file === null || file.id === folder) continue;
    const original = await readOrNull(new EvaluationFolder(join(parent, file.id)));
    strays.push({ folder, evaluationId: file.id, name: file.request.name, hasOriginal: original !== null });
  }
  return strays;
}

/** Gives it an id of its own, and resolves to that. Throws AppError 'conflict'. */
export async function adoptStrayEvaluation(parent: string, name: string): Promise<string> {
  const found = new EvaluationFolder(join(parent, name));
  const file = await found.readEvaluation();
  if (file.id === name)
    throw new AppError('conflict', `"${found.path}" is the folder of evaluation "${name}" already.`);
  const worker = await found.readWorker();
  if (worker !== null && (await isWorkerAlive(worker, found))) {
    throw new AppError('conflict', `Process ${worker.processId} works on "${found.path}". Wait until it has ended.`);
  }
  const id = ownFolderName(name);
  // Cut off between any two of these it is still a stray, and can be adopted again.
  const own = new EvaluationFolder(join(parent, id));
  if (id !== name) await rename(found.path, own.path);
  await rm(own.workerPath, { force: true });
  await own.writeEvaluation({ ...file, id });
  return id;
}

async function readOrNull(folder: EvaluationFolder): Promise<EvaluationFile | null> {
  try {
    return await folder.readEvaluation();
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
