/** Scores the weights of one evaluation from its folder: images in, scores, metrics and curves out. */
import { availableParallelism, totalmem } from 'node:os';
import { findNetwork } from '../../core/networks';
import { evaluationResult } from '../../core/metrics/evaluation-result';
import { evaluationBatch } from '../../core/training/evaluation/predict';
import type { ScoreRow } from '../../core/training/training';
import { disposeTensors, toTensors } from '../../core/weights/weight-tensors';
import { AppError, toAppError } from '../../shared/errors';
import type { TrainingWork } from '../../shared/machine';
import type { EvaluationProgress, EvaluationResult } from '../../shared/evaluation';
import { formatCount } from '../../shared/format';
import { openImageCache } from '../datasets/image-cache/open-image-cache';
import {
  EvaluationFolder,
  waitingStatus,
  type EvaluationFile,
  type EvaluationStatus,
} from '../evaluation/evaluation-folder';
import { listClassImages } from '../evaluation/list-class-images';
import { scoreImages } from '../evaluation/score-images';
import { placedPath, workspaceOf } from '../places/stored-path';
import { writeDurably } from '../runs/durable-file';
import { readWeights } from '../weights/read-weights';
import { measureRobustness } from './measure-robustness';
import { openWished } from './open-wished';
import { removePartials } from '../runs/partial-files';
import { formatScores } from './score-file';
import { Stopped, StopWatch } from './stop-watch';
import { WorkerPresence } from './worker-presence';

const progressMs = 300;
/** Of the machine's memory, for the images of all evaluations that may be at work at once. */
const heldShare = 0.25;

/** Resolves to the exit status: 0 complete or stopped, 1 failed. Throws when the folder has a live worker already. */
export async function evaluateWorker(folderPath: string): Promise<number> {
  const folder = new EvaluationFolder(folderPath);
  const file = placed(await folder.readEvaluation(), workspaceOf(folder.path));
  const presence = await WorkerPresence.claim(folder);
  await removePartials(folder.path);
  const now = () => new Date().toISOString();
  let status: EvaluationStatus = { ...waitingStatus, state: 'running', startedAt: now() };
  let isLost = false;
  let telling: Promise<void> = Promise.resolve();
  // One after the other, so that the last one stays.
  const tell = (changes: Partial<EvaluationStatus>) => {
    // Another worker has the folder, and tells.
    if (isLost) return telling;
    presence.mark();
    const write = () => folder.writeStatus((status = { ...status, ...changes }));
    telling = telling.then(write, write);
    return telling;
  };
  const stopping = new StopWatch(folder);
  presence.onLost = () => {
    isLost = true;
    stopping.stop();
  };
  try {
    await tell({});
    await evaluate(folder, file, { tell, stopping });
    await tell({ state: 'complete', endedAt: now() });
    return 0;
  } catch (error) {
    // Reading that was given up fails in its own words.
    if (error instanceof Stopped || stopping.signal.aborted) {
      await tell({ state: 'stopped', endedAt: now() });
      return 0;
    }
    // The stack goes to worker.log; the person reads the message.
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    await tell({ state: 'failed', endedAt: now(), error: toAppError(error).toPayload() });
    return 1;
  } finally {
    stopping.close();
    await presence.release();
  }
}

/** With absolute paths. */
function placed(file: EvaluationFile, workspace: string): EvaluationFile {
  const { weights, target } = file;
  return {
    ...file,
    weights: { ...weights, path: placedPath(workspace, weights.path) },
    target: { ...target, folder: placedPath(workspace, target.folder) },
  };
}

interface Reporting {
  readonly stopping: StopWatch;
  tell(changes: Partial<EvaluationStatus>): Promise<void>;
}

async function evaluate(folder: EvaluationFolder, file: EvaluationFile, { tell, stopping }: Reporting): Promise<void> {
  const { target } = file;
  const { engine: wish, devices } = file.request;
  const { precision } = file;
  const wished = { engine: wish, work: workLike(file), devices, precision, tell: inWorkerLog };
  const { engine, notice } = await openWished(wished);
  if (notice !== null) await inWorkerLog(notice);
  await tell({ engine });
  await stopping.refuse();
  const images = target.isListed === true ? await folder.readImages() : await listClassImages(target.folder);
  await tell({ progress: { phase: 'reading', done: 0, total: images.length } });
  const skipped: EvaluationResult['skipped'] = [];
  const weights = toTensors(await unchangedWeights(file));
  let toldAt = -Infinity;
  const scoring = {
    ...{ network: findNetwork(file.weights.network), weights, size: file.weights.imageSize },
    onProgress: async (progress: EvaluationProgress) => {
      await stopping.refuse();
      if (progress.done < progress.total && performance.now() - toldAt < progressMs) return;
      toldAt = performance.now();
      await tell({ progress });
    },
  };
  const rows = await scoreImages(images, {
    ...scoring,
    folder: target.folder,
    onUnreadable: file.request.skipsUnreadable ? (path, { message }) => skipped.push({ path, message }) : null,
    cache: await openImageCache(folder.path, inWorkerLog),
    signal: stopping.signal,
    mostBytes: (totalmem() * heldShare) / availableParallelism(),
  });
  if (rows.length === 0) {
    throw new AppError(
      'bad-input',
      `No image in "${target.folder}" can be read (${formatCount(images.length, 'image')} tried).`,
    );
  }
  const videos = new Map(images.map(({ file: name, video }) => [name, video]));
  const named = (unnamed: readonly ScoreRow[]) =>
    unnamed.map((row): ScoreRow => {
      const video = videos.get(row.file);
      return { ...row, file: `${target.prefix}${row.file}`, ...(video !== undefined && { video }) };
    });
  skipped.sort((a, b) => (a.path < b.path ? -1 : 1));
  await writeDurably(folder.scoresPath, formatScores(named(rows)));
  const about = { ...file.metrics, task: target.task, split: target.split, skipped };
  const result = evaluationResult(named(rows), about);
  const { robustness } = file.request;
  if (robustness !== undefined) {
    const read = new Set(rows.map(({ file: name }) => name));
    const readable = images.filter(({ file: name }) => read.has(name));
    await measureRobustness(folder, readable, { ...scoring, wish: robustness, file, named, clean: result.metrics });
  }
  disposeTensors(weights);
  await folder.writeResult(result);
}

/** Engines are compared by training steps here too: a third of one is the forward pass that scores. One process computes it. */
function workLike({ weights: { network, imageSize } }: EvaluationFile): TrainingWork {
  return {
    network,
    imageSize,
    batch: evaluationBatch(imageSize),
    replicas: 1,
    microBatch: 'auto',
    precision: 'float32',
  };
}

async function inWorkerLog(message: string): Promise<void> {
  process.stderr.write(`${message}\n`);
}

/** A result that names one file and comes from another would be worse than none. */
async function unchangedWeights({ weights: { path, hash }, request: { classes, part } }: EvaluationFile) {
  const read = await readWeights(path, { classes, part });
  if (read.hash === hash) return read.weights;
  throw new AppError(
    'conflict',
    `The weights "${path}" were changed after the evaluation was started. Start it again.`,
  );
}
