/** `evaluation/start` and `evaluation/start-many`: check weights and images, then queue a worker that scores them. */
import { basename, join } from 'node:path';
import { nearestName } from '../../core/nearest-name';
import { AppError } from '../../shared/errors';
import type { Evaluation, EvaluationRequest, EvaluationTarget, WeightsSource } from '../../shared/evaluation';
import type { VideoRule } from '../../shared/metrics/video-rules';
import type { TaskScan } from '../../shared/task';
import { refuseLinksOut } from '../datasets/links-out';
import { mappedDataset } from '../datasets/mapping/mapped-dataset';
import type { ClassImage } from '../evaluation/class-image';
import { listClassImages } from '../evaluation/list-class-images';
import type { EvaluationFile } from '../evaluation/evaluation-folder';
import type { NewEvaluation } from '../evaluation/make-evaluation';
import { findTask } from '../places/find-task';
import { RunFolder } from '../runs/run-folder';
import type { CallContext, Handler } from './handler';
import { finishedStage } from './finished-stage';
import { placeRegistered } from './run-data';
import { refuseMissingEngine } from './refuse-missing-engine';
import { refuseSeeded, refuseUnfit } from './refuse-unfit-weights';

/** Of the bootstrap, for weights without a run. */
const usualSeed = 2020;

/** Throws AppError when anything is wrong that can be seen before; then nothing has been made. */
export const evaluationStart: Handler<'evaluation/start'> = async (request, context) => {
  const { evaluation, images } = await checkEvaluation(request, context, new Map());
  return context.evaluations.start(evaluation, images);
};

/** All are checked before the first is made. */
export const evaluationStartMany: Handler<'evaluation/start-many'> = async ({ requests }, context) => {
  const asked: Asked = new Map();
  const checked: CheckedEvaluation[] = [];
  for (const request of requests) checked.push(await checkEvaluation(request, context, asked));
  const started: Evaluation[] = [];
  for (const { evaluation, images } of checked) started.push(await context.evaluations.start(evaluation, images));
  return started;
};

interface CheckedEvaluation {
  readonly evaluation: NewEvaluation;
  readonly images: ClassImage[] | null;
}

/** What was found out for one request and holds for others that ask the same. */
type Asked = Map<string, Promise<unknown>>;

async function once<Found>(asked: Asked, key: readonly unknown[], find: () => Promise<Found>): Promise<Found> {
  const name = JSON.stringify(key);
  if (!asked.has(name)) asked.set(name, find());
  // Each key begins with its own word, which stands for one kind of answer.
  return (await asked.get(name)) as Found;
}

async function checkEvaluation(
  request: EvaluationRequest,
  context: CallContext,
  asked: Asked,
): Promise<CheckedEvaluation> {
  const { engine, devices, classes, part } = request;
  await once(asked, ['engine', engine, devices], () =>
    refuseMissingEngine({ engine, devices }, () => context.engines.list()),
  );
  const targetKey = [request.target, request.weights.kind === 'run' ? request.weights.runId : null];
  const { images, mapped, ...target } = await once(asked, ['target', ...targetKey], async () => {
    const resolved = await resolveTarget(request, context);
    await refuseLinksOut(resolved.folder, context.paths.within);
    if (resolved.images === null) await listClassImages(resolved.folder);
    return resolved;
  });
  const found = await once(asked, ['weights', request.weights, classes, part], async () => {
    const path = await weightsPath(request.weights, context);
    const inspected = await context.jobs.run('weights/inspect', { path, within: context.paths.within, classes, part });
    refuseUnfit(inspected);
    refuseSeeded(inspected);
    // Its network is known from here on.
    return { ...inspected, network: inspected.network };
  });
  const { network } = found;
  const imageSize = request.imageSize ?? found.imageSize;
  await once(asked, ['size', network, imageSize], () => context.jobs.run('network/check-size', { network, imageSize }));
  const { metrics, precision } = await asTrained(request.weights, context);
  const videoRule = request.videoRule ?? videoRuleOf(mapped, metrics);
  const evaluation = {
    request: { ...request, name: request.name || `${target.task} with ${weightsName(request.weights)}`.slice(0, 80) },
    weights: { path: found.path, hash: found.hash, network, imageSize },
    target,
    metrics: { seed: metrics.seed, videoRule },
    precision,
    versions: await once(asked, ['versions'], () => context.versions()),
  };
  return { evaluation, images: images && withVideos(images, mapped, videoRule) };
}

async function weightsPath(source: WeightsSource, { registry, paths }: CallContext): Promise<string> {
  if (source.kind === 'file') return paths.allow(source.path);
  const { runId, stage, which } = source;
  const { run } = finishedStage(registry, { runId, stage });
  return new RunFolder(run.folder).weightsPath({ stage, which });
}

async function resolveTarget(
  { target, weights }: Pick<EvaluationRequest, 'target' | 'weights'>,
  context: CallContext,
): Promise<EvaluationFile['target'] & { images: ClassImage[] | null; mapped: MappedTarget | null }> {
  const { scans, paths, registry, workspace, mappings } = context;
  if (target.kind === 'folder') {
    const folder = await paths.allow(target.path);
    return { task: basename(folder) || folder, split: 'test', folder, prefix: '', images: null, mapped: null };
  }
  const { tasks, path } = scans.get(target.datasetId);
  const task = tasks.find(({ name }) => name === target.task) ?? sameImages(tasks, { target, weights }, registry);
  if (task === undefined) {
    const known = tasks.map(({ name }) => name);
    const nearest = nearestName(target.task, known);
    const question = nearest === null ? '' : ` Did you mean "${nearest}"?`;
    const told = `There is no task "${target.task}" in the dataset "${path}".${question}`;
    throw new AppError('bad-input', `${told} Known: ${known.join(', ')}.`);
  }
  const { split } = target;
  const mapping = task.mapping === undefined ? null : await mappings.read(target.datasetId);
  const mapped = mappedDataset([task], mapping);
  if (mapped !== null) {
    const listed = (await mapped.splitOf(task.name, split)).images;
    const images = listed.map(({ name, label, video }) => ({ file: name, label, video }));
    const of = { fingerprint: task.fingerprint, rule: mapping?.videoRule };
    return { task: task.name, split, folder: task.path, prefix: '', isListed: true, images, mapped: of };
  }
  // A registered dataset was allowed when it was added, or lies in the workspace.
  const place = (await findTask(workspace.path, task)) ?? (await placeRegistered(task, registry));
  if (place === null) throw movedTask(task, path);
  return { task: target.task, split, folder: join(place, split), prefix: `${split}/`, images: null, mapped: null };
}

/** The task of the run that is evaluated, where it has another name in this dataset. */
function sameImages(
  tasks: readonly TaskScan[],
  { target, weights }: { target: Extract<EvaluationTarget, { kind: 'task' }>; weights: WeightsSource },
  { runs }: CallContext['registry'],
): TaskScan | undefined {
  if (weights.kind === 'file') return undefined;
  const wanted = runs.row(weights.runId)?.file.chain.find(({ name }) => name === target.task);
  return tasks.find(({ fingerprint }) => fingerprint === wanted?.fingerprint);
}

function movedTask({ name, path }: TaskScan, root: string): AppError {
  const told = `The images of task "${name}" are not in "${path}" any more.`;
  const way = `Give the folder that holds the tasks now: \`--data DIR\`, or "New place" of the dataset "${root}".`;
  return new AppError('not-found', `${told} ${way}`);
}

/** A task that is read through a mapping, and the rule that this names for videos. */
interface MappedTarget {
  readonly fingerprint: string;
  readonly rule: VideoRule | undefined;
}

interface AsTrained extends Pick<EvaluationFile, 'precision'> {
  readonly metrics: EvaluationFile['metrics'] & { readonly fingerprints: readonly string[] };
}

/** What the run's own scores come from, so that they come out again. */
async function asTrained(source: WeightsSource, { recipes, registry }: CallContext): Promise<AsTrained> {
  if (source.kind === 'file') {
    const metrics = { seed: usualSeed, videoRule: 'name-or-folder', fingerprints: [] } as const;
    return { metrics, precision: 'float32' };
  }
  const { recipe, seed } = registry.runs.get(source.runId);
  const fingerprints = (registry.runs.row(source.runId)?.file.chain ?? []).map(({ fingerprint }) => fingerprint);
  const { videoRule, precision } = await recipes.check(recipe);
  return { metrics: { seed, videoRule, fingerprints }, precision };
}

/** On the tasks of its own chain as the run has it, elsewhere as the mapping says. */
function videoRuleOf(mapped: MappedTarget | null, { videoRule, fingerprints }: AsTrained['metrics']): VideoRule {
  return mapped?.rule === undefined || fingerprints.includes(mapped.fingerprint) ? videoRule : mapped.rule;
}

/** The mapping's own videos count where it goes by the same rule. */
function withVideos(images: readonly ClassImage[], mapped: MappedTarget | null, rule: VideoRule): ClassImage[] {
  const isSame = mapped?.rule === rule;
  return images.map(({ file, label, video }) => ({ file, label, ...(isSame && video !== undefined && { video }) }));
}

function weightsName(source: WeightsSource): string {
  return source.kind === 'file' ? basename(source.path) : `${source.runId}, stage ${source.stage}, ${source.which}`;
}
