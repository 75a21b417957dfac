/** `evaluation/start`: checks weights and images, then starts a worker that scores them. */
import { basename, join } from 'node:path';
import { nearestName } from '../../core/nearest-name';
import { AppError } from '../../shared/errors';
import type { EvaluationTarget, WeightsSource } from '../../shared/evaluation';
import { listClassImages } from '../evaluation/list-class-images';
import type { EvaluationFile } from '../evaluation/evaluation-folder';
import { RunFolder } from '../runs/run-folder';
import type { CallContext, Handler } from './handler';
import { finishedStage } from './finished-stage';
import { refuseMissingEngine } from './refuse-missing-engine';
import { refuseSeeded, refuseUnfit } from './refuse-unfit-weights';

/** Of the bootstrap, for weights without a run. */
const usualSeed = 2020;

/** Throws AppError when anything is wrong that can be seen before; then nothing has been made. */
export const evaluationStart: Handler<'evaluation/start'> = async (request, context) => {
  await refuseMissingEngine({ engine: request.engine, devices: request.devices }, () => context.engines.list());
  const target = await resolveTarget(request.target, context);
  await listClassImages(target.folder);
  const path = await weightsPath(request.weights, context);
  const { classes } = request;
  const found = await context.jobs.run('weights/inspect', { path, ...(classes !== undefined && { classes }) });
  refuseUnfit(found);
  refuseSeeded(found);
  const { network } = found;
  const imageSize = request.imageSize ?? found.imageSize;
  await context.jobs.run('network/check-size', { network, imageSize });
  return context.evaluations.start({
    request: { ...request, name: request.name || `${target.task} with ${weightsName(request.weights)}`.slice(0, 80) },
    weights: { path: found.path, hash: found.hash, network, imageSize },
    target,
    ...(await asTrained(request.weights, context)),
    versions: await context.versions(),
  });
};

async function weightsPath(source: WeightsSource, { registry, paths }: CallContext): Promise<string> {
  if (source.kind === 'file') return paths.allow(source.path);
  const { runId, stage, which } = source;
  const { run } = finishedStage(registry, { runId, stage });
  return new RunFolder(run.folder).weightsPath({ stage, which });
}

async function resolveTarget(
  target: EvaluationTarget,
  { scans, paths }: CallContext,
): Promise<EvaluationFile['target']> {
  if (target.kind === 'folder') {
    const folder = await paths.allow(target.path);
    return { task: basename(folder) || folder, split: 'test', folder, prefix: '' };
  }
  const { tasks, path } = scans.get(target.datasetId);
  const task = tasks.find(({ name }) => name === target.task);
  if (task === undefined) {
    const known = tasks.map(({ name }) => name);
    const nearest = nearestName(target.task, known);
    const question = nearest === null ? '' : ` Did you mean "${nearest}"?`;
    const told = `There is no task "${target.task}" in the dataset "${path}".${question}`;
    throw new AppError('bad-input', `${told} Known: ${known.join(', ')}.`);
  }
  const { split } = target;
  // A registered dataset was allowed when it was added, or lies in the workspace.
  return { task: task.name, split, folder: join(task.path, split), prefix: `${split}/` };
}

/** What the run's own scores come from, so that they come out again. */
async function asTrained(
  source: WeightsSource,
  { recipes, registry }: CallContext,
): Promise<Pick<EvaluationFile, 'metrics' | 'precision'>> {
  if (source.kind === 'file') {
    return { metrics: { seed: usualSeed, videoRule: 'name-or-folder' }, precision: 'float32' };
  }
  const { recipe, seed } = registry.runs.get(source.runId);
  const { videoRule, precision } = await recipes.check(recipe);
  return { metrics: { seed, videoRule }, precision };
}

function weightsName(source: WeightsSource): string {
  return source.kind === 'file' ? basename(source.path) : `${source.runId}, stage ${source.stage}, ${source.which}`;
}
