/** An evaluation as its folder holds it; one whose process is gone without an end was interrupted. */
import { basename } from 'node:path';
import { AppError } from '../../shared/errors';
import type { Evaluation } from '../../shared/evaluation';
import type { EvaluationJob } from '../registry/evaluation-jobs';
import { lastWords } from '../runs/last-words';
import { adoptCommand } from '../runs/stray-folders';
import { isWorkerAlive, isWorkerOf } from '../runs/worker-life';
import { waitingStatus, type EvaluationFile, type EvaluationFolder, type EvaluationStatus } from './evaluation-folder';

/**
 * `job`: what the registry knows of one that has not ended. `writes`: whether the folder may be told of an interruption.
 * Throws AppError 'damaged', 'newer-version', or 'conflict' for a folder that was copied from another evaluation's.
 */
export async function readEvaluation(
  folder: EvaluationFolder,
  { job, writes }: { job: EvaluationJob | null; writes: boolean },
): Promise<Evaluation> {
  const file = await folder.readEvaluation();
  if (file.id !== basename(folder.path)) throw strayEvaluation(folder.path, file.id);
  const read = async () => (await folder.readStatus()) ?? waitingStatus;
  const status = await read();
  if (!(await isCutOff(folder, status, job))) return view(folder, file, status);
  // It may have ended, or begun, between the two looks.
  const latest = await read();
  if (latest.state !== status.state) return view(folder, file, latest);
  const interrupted: EvaluationStatus = {
    ...{ ...latest, state: 'interrupted', endedAt: new Date().toISOString() },
    error: await howItDied(folder),
  };
  if (writes) await folder.writeStatus(interrupted);
  return view(folder, file, interrupted);
}

/** Whether its process is gone without having told its end. */
async function isCutOff(
  folder: EvaluationFolder,
  { state }: EvaluationStatus,
  job: EvaluationJob | null,
): Promise<boolean> {
  if (state !== 'queued' && state !== 'running') return false;
  const worker = await folder.readWorker();
  if (worker !== null && (await isWorkerAlive(worker, folder))) return false;
  if (state === 'running') return true;
  // Its process was started and has not come as far as its first file.
  return job !== null && job.processId !== null && (await isWorkerOf(job.processId, folder.path)) === false;
}

function strayEvaluation(path: string, id: string): AppError {
  const way = `To make it an evaluation of its own: ${adoptCommand(basename(path))}.`;
  return new AppError('conflict', `"${path}" holds the evaluation "${id}" and is left out. ${way}`);
}

async function howItDied(folder: EvaluationFolder) {
  const words = await lastWords(folder.workerLogPath);
  const message =
    'The evaluating process is gone: it was killed, it crashed, or the machine was restarted. Start it again.' +
    (words === '' ? '' : `\nThe last lines of worker.log:\n${words}`);
  return { code: 'internal', message } as const;
}

async function view(folder: EvaluationFolder, file: EvaluationFile, status: EvaluationStatus): Promise<Evaluation> {
  const { id, createdAt, request, weights } = file;
  const { state, startedAt, endedAt, engine, progress, error } = status;
  return {
    id,
    name: (await folder.readNotes())?.name ?? request.name,
    ...{ createdAt, state, startedAt, endedAt, error, request },
    network: weights.network,
    ...{ engine, progress },
    result: state === 'complete' ? await folder.readResult() : null,
    robustness: state === 'complete' && request.robustness !== undefined ? await folder.readRobustness() : null,
    folder: folder.path,
  };
}
