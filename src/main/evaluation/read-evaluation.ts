/** An evaluation as its folder holds it; one whose process is gone without an end has failed. */
import { basename } from 'node:path';
import { AppError } from '../../shared/errors';
import type { Evaluation } from '../../shared/evaluation';
import { lastWords } from '../runs/last-words';
import { adoptCommand } from '../runs/stray-folders';
import { isWorkerAlive } from '../runs/worker-life';
import type { EvaluationFile, EvaluationFolder, EvaluationStatus } from './evaluation-folder';

/** What the process that started the worker knows of it: null where another one did. */
export type StartedHere = { readonly isGone: boolean } | null;

/** A worker that another process started needs so long at most to write its first file. */
const startMs = 30_000;

/** Throws AppError 'damaged', 'newer-version', or 'conflict' for a folder that was copied from another evaluation's. */
export async function readEvaluation(
  folder: EvaluationFolder,
  { started, writes }: { started: StartedHere; writes: boolean },
): Promise<Evaluation> {
  const file = await folder.readEvaluation();
  if (file.id !== basename(folder.path)) throw strayEvaluation(folder.path, file.id);
  const status = (await folder.readStatus()) ?? { state: 'running', engine: null, progress: null, error: null };
  if (status.state !== 'running' || (await isAtWork(folder, file, started))) return view(folder, file, status);
  // It may have ended between the two looks.
  const latest = (await folder.readStatus()) ?? status;
  if (latest.state !== 'running') return view(folder, file, latest);
  const failed: EvaluationStatus = { ...latest, state: 'failed', error: await howItDied(folder) };
  if (writes) await folder.writeStatus(failed);
  return view(folder, file, failed);
}

async function isAtWork(folder: EvaluationFolder, file: EvaluationFile, started: StartedHere): Promise<boolean> {
  const worker = await folder.readWorker();
  if (worker !== null) return isWorkerAlive(worker, folder);
  if (started !== null) return !started.isGone;
  return Date.now() - Date.parse(file.createdAt) < startMs;
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
  return {
    id,
    name: (await folder.readNotes())?.name ?? request.name,
    createdAt,
    state: status.state,
    error: status.error,
    request,
    network: weights.network,
    engine: status.engine,
    progress: status.progress,
    result: status.state === 'complete' ? await folder.readResult() : null,
    folder: folder.path,
  };
}
