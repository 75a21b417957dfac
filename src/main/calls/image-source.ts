/** Where the scores of a run or an evaluation lie, the pictures that they are of, and the weights that gave them. */
import { realpath } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import type { ScoreSource } from '../../shared/images';
import type { VideoRule } from '../../shared/metrics/video-rules';
import type { RunFile } from '../../shared/run';
import { absent } from '../datasets/list-images';
import { EvaluationFolder } from '../evaluation/evaluation-folder';
import type { ScorerWeights } from '../images/open-scorer';
import type { ScoreFile } from '../images/read-scores';
import type { PicturePlace } from '../images/show-pictures';
import { findTask, movedData } from '../places/find-task';
import { isWithin } from '../places/is-within';
import { placedPath } from '../places/stored-path';
import { RunFolder } from '../runs/run-folder';
import { finishedStage } from './finished-stage';
import type { CallContext } from './handler';

type RunSource = Extract<ScoreSource, { kind: 'run' }>;

/** Throws AppError 'not-found' for a run, a task of it or an evaluation that is not there. */
export async function scoresOf(source: ScoreSource, context: CallContext): Promise<ScoreFile> {
  if (source.kind === 'evaluation') {
    const { folder, scoresPath } = await evaluationAt(source.evaluationId, context);
    return { path: scoresPath, folder };
  }
  const { folder } = runAt(source, context);
  return { path: new RunFolder(folder).scoresPath(source), folder };
}

export async function videoRuleOf(source: ScoreSource, context: CallContext): Promise<VideoRule> {
  if (source.kind === 'evaluation') return (await evaluationAt(source.evaluationId, context)).file.metrics.videoRule;
  return (await context.recipes.check(runAt(source, context).file.recipe)).videoRule;
}

/** Throws AppError 'not-found' for images that have moved, 'not-permitted' for a folder outside the host's roots. */
export async function pictureOf(source: ScoreSource, context: CallContext): Promise<PicturePlace> {
  const { workspace } = context;
  if (source.kind === 'evaluation') {
    const { target } = (await evaluationAt(source.evaluationId, context)).file;
    return placeWithin(placedPath(workspace.path, target.folder), target.prefix, context);
  }
  const task = runAt(source, context).file.chain.find(({ name }) => name === source.task);
  const folder = task && (await findTask(workspace.path, task));
  if (folder) return placeWithin(folder, '', context);
  throw movedData([{ name: source.task, path: task?.path ?? '' }], source.runId);
}

/** Those of the scores after a stage are its best. Throws AppError where the run has none of that stage. */
export async function weightsOf(source: ScoreSource, context: CallContext): Promise<ScorerWeights> {
  const { within } = context.paths;
  if (source.kind === 'evaluation') {
    const { file } = await evaluationAt(source.evaluationId, context);
    const { classes, part } = file.request;
    const path = placedPath(context.workspace.path, file.weights.path);
    return { path, classes, part, imageSize: file.weights.imageSize, within };
  }
  if (source.stage === 0) {
    throw new AppError('bad-input', 'The weights before training are not kept. Choose a stage from 1 on.');
  }
  return weightsOfStage(source, context);
}

export function weightsOfStage(at: { runId: string; stage: number }, context: CallContext): ScorerWeights {
  const { run } = finishedStage(context.registry, at);
  return {
    path: new RunFolder(run.folder).weightsPath({ stage: at.stage, which: 'best' }),
    within: context.paths.within,
  };
}

function runAt({ runId, task }: RunSource, { registry }: CallContext): { folder: string; file: RunFile } {
  const { folder } = registry.runs.get(runId);
  const file = registry.runs.row(runId)?.file;
  if (file?.chain.some(({ name }) => name === task)) return { folder, file };
  const known = file?.chain.map(({ name }) => name).join(', ') ?? '';
  throw new AppError('not-found', `There is no task "${task}" in the chain of run "${runId}". It has ${known}.`);
}

async function evaluationAt(id: string, { evaluations }: CallContext) {
  const { folder: path } = await evaluations.get(id);
  const folder = new EvaluationFolder(path);
  return { folder: path, scoresPath: folder.scoresPath, file: await folder.readEvaluation() };
}

/** A run's file may come from elsewhere and name any folder: it has to be in the roots, or in a dataset that was let in. */
async function placeWithin(folder: string, prefix: string, { paths, registry }: CallContext): Promise<PicturePlace> {
  if (paths.within === null) return { folder, prefix, within: null };
  const datasets = await Promise.all(registry.datasets.list().map(({ path }) => realpath(path).catch(absent)));
  const within = [...paths.within, ...datasets.filter((path) => path !== undefined)];
  const real = await realpath(folder).catch(absent);
  if (real !== undefined && within.some((root) => isWithin(real, root))) return { folder, prefix, within };
  throw new AppError(
    'not-permitted',
    `The images lie in "${folder}", outside the folders that this server may use: ${paths.within.join(', ')}. ` +
      'Start it with --root for that folder.',
  );
}
