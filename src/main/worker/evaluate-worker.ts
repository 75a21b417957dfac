/** Scores the weights of one evaluation from its folder: images in, scores, metrics and curves out. */
import { writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { findNetwork } from '../../core/networks';
import { evaluationResult } from '../../core/metrics/evaluation-result';
import { evaluationBatch } from '../../core/training/evaluation/predict';
import type { ScoreRow } from '../../core/training/training';
import { disposeTensors, toTensors } from '../../core/weights/weight-tensors';
import { AppError, toAppError } from '../../shared/errors';
import type { TrainingWork } from '../../shared/machine';
import type { EvaluationResult } from '../../shared/evaluation';
import { formatCount } from '../../shared/format';
import { openImageCache } from '../datasets/image-cache/open-image-cache';
import { EvaluationFolder, type EvaluationFile, type EvaluationStatus } from '../evaluation/evaluation-folder';
import { listClassImages } from '../evaluation/list-class-images';
import { scoreImages } from '../evaluation/score-images';
import { placedPath, workspaceOf } from '../places/stored-path';
import { readWeights } from '../weights/read-weights';
import { openWished } from './open-wished';
import { formatScores } from './score-file';
import { WorkerPresence } from './worker-presence';

const progressMs = 300;
/** Of the machine's memory, for the images of one evaluation. */
const heldShare = 0.25;

/** Resolves to the exit status: 0 complete, 1 failed. Throws when the folder has a live worker already. */
export async function evaluateWorker(folderPath: string): Promise<number> {
  const folder = new EvaluationFolder(folderPath);
  const file = placed(await folder.readEvaluation(), workspaceOf(folder.path));
  const presence = await WorkerPresence.claim(folder);
  let status: EvaluationStatus = { state: 'running', engine: null, progress: null, error: null };
  let telling: Promise<void> = Promise.resolve();
  // One after the other, so that the last one stays.
  const tell = (changes: Partial<EvaluationStatus>) => {
    presence.mark();
    const write = () => folder.writeStatus((status = { ...status, ...changes }));
    telling = telling.then(write, write);
    return telling;
  };
  try {
    await evaluate(folder, file, tell);
    await tell({ state: 'complete' });
    return 0;
  } catch (error) {
    // The stack goes to worker.log; the person reads the message.
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    await tell({ state: 'failed', error: toAppError(error).toPayload() });
    return 1;
  } finally {
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

async function evaluate(
  folder: EvaluationFolder,
  file: EvaluationFile,
  tell: (changes: Partial<EvaluationStatus>) => Promise<void>,
): Promise<void> {
  const { target } = file;
  const { engine: wish, devices } = file.request;
  const { precision } = file;
  const wished = { engine: wish, work: workLike(file), devices, precision, tell: inWorkerLog };
  const { engine, notice } = await openWished(wished);
  if (notice !== null) await inWorkerLog(notice);
  await tell({ engine });
  const images = target.isListed === true ? await folder.readImages() : await listClassImages(target.folder);
  await tell({ progress: { phase: 'reading', done: 0, total: images.length } });
  const skipped: EvaluationResult['skipped'] = [];
  const weights = toTensors(await unchangedWeights(file));
  let toldAt = -Infinity;
  const rows = await scoreImages(images, {
    network: findNetwork(file.weights.network),
    weights,
    size: file.weights.imageSize,
    folder: target.folder,
    onUnreadable: file.request.skipsUnreadable ? (path, { message }) => skipped.push({ path, message }) : null,
    cache: await openImageCache(folder.path, inWorkerLog),
    mostBytes: totalmem() * heldShare,
    onProgress: async (progress) => {
      if (progress.done < progress.total && performance.now() - toldAt < progressMs) return;
      toldAt = performance.now();
      await tell({ progress });
    },
  });
  disposeTensors(weights);
  if (rows.length === 0) {
    throw new AppError(
      'bad-input',
      `No image in "${target.folder}" can be read (${formatCount(images.length, 'image')} tried).`,
    );
  }
  const videos = new Map(images.map(({ file: name, video }) => [name, video]));
  const named = rows.map((row): ScoreRow => {
    const video = videos.get(row.file);
    return { ...row, file: `${target.prefix}${row.file}`, ...(video !== undefined && { video }) };
  });
  skipped.sort((a, b) => (a.path < b.path ? -1 : 1));
  await writeFile(folder.scoresPath, formatScores(named));
  await folder.writeResult(
    evaluationResult(named, { ...file.metrics, task: target.task, split: target.split, skipped }),
  );
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
