/** Makes an experiment's runs: everything is checked before anything is made, and each folder appears whole. */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nearestName } from '../../core/nearest-name';
import { AppError } from '../../shared/errors';
import { localExecutor, RunExecutorFile, unsubmitted } from '../../shared/executor';
import type { Parameters } from '../../shared/field';
import type { DatasetMapping } from '../../shared/mapping';
import { recordedMethod } from '../../shared/reading/older-methods';
import { MethodRecord, type Recipe, type RecipeOptions } from '../../shared/recipe';
import type { ChainTask, ExperimentRequest, RunFile } from '../../shared/run';
import { plannedRows } from '../../shared/plan/planned-runs';
import { refuseStartStage } from '../../shared/start-stage';
import { whyNotUsable, type TaskScan, type TrainsOn } from '../../shared/task';
import { writeRunExecutor } from '../executors/run-executor-file';
import { storedPath } from '../places/stored-path';
import type { Registry } from '../registry/registry';
import type { NewRun } from '../registry/run-table';
import { mappingHash, runMappingPath } from '../datasets/mapping/mapping-file';
import { syncFolder, writeJsonDurably } from './durable-file';
import type { CheckedRecipe, RecipeDesk } from './recipe-desk';
import { RunFolder } from './run-folder';

export interface ExperimentSurroundings {
  readonly recipes: RecipeDesk;
  readonly registry: Registry;
  readonly runsFolder: string;
  /** What the dataset's scan found. */
  readonly tasks: readonly TaskScan[];
  /** That it was read through. */
  readonly mapping: DatasetMapping | null;
  readonly versions: Readonly<Record<string, string>>;
  /** Of what the initial weights hold; null where there are none. */
  readonly initialWeightsHash: string | null;
}

/** Throws AppError 'bad-input' that names what is wrong; then nothing has been made. Resolves to the experiment's id. */
export async function createExperiment(
  request: ExperimentRequest,
  surroundings: ExperimentSurroundings,
): Promise<string> {
  const { recipes: desk, registry, runsFolder, tasks, mapping, versions, initialWeightsHash } = surroundings;
  const { startStage = 1, initialWeights } = request;
  const executor = request.executor === localExecutor ? undefined : request.executor;
  refuseStartStage({ startStage, chain: request.chain, hasWeights: initialWeights !== null });
  const options = await desk.options();
  const rows = plannedRows(withVideoRule(request, mapping), options);
  const checked = new Map<string, CheckedRecipe>();
  for (const { recipe } of rows) {
    const key = JSON.stringify(recipe);
    if (!checked.has(key)) checked.set(key, await desk.check(recipe));
  }
  const recipes = [...checked.values()];
  const use: ChainUse = {
    skipsUnreadable: recipes.every(({ recipe }) => recipe.parameters['unreadableImages'] === 'skip'),
    isOnSmallSets: recipes.every(({ recipe }) => recipe.parameters['trainingData'] === 'transfer'),
    // Tasks that were learnt before need no training images, unless a method looks back at them.
    untrained: recipes.some(({ needsEarlierImages }) => needsEarlierImages) ? 0 : startStage - 1,
  };
  const workspace = dirname(runsFolder);
  const chains = (request.orders ?? [request.chain]).map((order) =>
    resolveChain(order, tasks, use).map((task) => ({ ...task, path: storedPath(workspace, task.path) })),
  );

  const experiment = { id: `${slug(request.name)}-${randomId()}`, name: request.name };
  const now = Date.now();
  const files = rows.flatMap(({ order, recipe, swept }) => {
    const chain = chains.find((one) => one.every(({ name }, place) => name === order[place])) ?? [];
    const resolved = checked.get(JSON.stringify(recipe))?.recipe ?? recipe;
    return request.seeds.map((seed) => ({ chain, recipe: resolved, seed, swept }));
  });
  const runs = files.map(({ chain, recipe, seed, swept }, index): NewRun => {
    const id = `${slug(request.name).slice(0, 40)}-${recipe.method}-s${seed}-${randomId()}`;
    const file: RunFile = {
      format: 2,
      id,
      // A millisecond apart, so that the order of the runs is in their times too.
      createdAt: new Date(now + index).toISOString(),
      experiment,
      chain,
      recipe,
      method: recordFor(recipe, options),
      seed,
      engine: request.engine,
      ...(request.devices !== undefined && { devices: request.devices }),
      initialWeights: initialWeights && storedPath(workspace, initialWeights),
      ...(initialWeightsHash !== null && { initialWeightsHash }),
      ...(request.initialClasses !== undefined && { initialClasses: request.initialClasses }),
      ...(request.initialPart !== undefined && { initialPart: request.initialPart }),
      ...(request.startStage !== undefined && { startStage: request.startStage }),
      ...(request.retries !== undefined && { retries: request.retries }),
      versions: { ...versions },
    };
    const name = plannedName(file, { swept, hasOrders: chains.length > 1 });
    const run = { file, folder: join(runsFolder, id), notes: { name, tags: [], notes: '' } };
    return executor === undefined ? run : { ...run, remote: unsubmitted({ executor, attempt: 1 }) };
  });
  const inChains = chains.flat();
  const isMapped = inChains.some((task) => task.mapping !== undefined);
  refuseOtherMapping(inChains, mapping);
  await makeFolders(runs, runsFolder, isMapped ? mapping : null);
  await registry.write(() => registry.runs.addAll(runs));
  return experiment.id;
}

/** "CoReD, seed 1": what a run is called until a person calls it something else. */
export function runName(file: RunFile): string {
  return `${recordedMethod(file).label}, seed ${file.seed}`;
}

/** With what tells it from the others of its experiment: `CoReD, alpha 0.3, B → A, seed 1`. */
function plannedName(file: RunFile, { swept, hasOrders }: { swept: Parameters; hasOrders: boolean }): string {
  const values = Object.entries(swept).map(([key, value]) => `${key} ${String(value)}`);
  const order = hasOrders ? [file.chain.map(({ name }) => name).join(' → ')] : [];
  return [recordedMethod(file).label, ...values, ...order, `seed ${file.seed}`].join(', ');
}

/** What the method says of itself now: it goes with the run. */
function recordFor({ method: id }: Recipe, { methods }: RecipeOptions): MethodRecord | undefined {
  const method = methods.find((candidate) => candidate.id === id);
  return method && MethodRecord.parse(method);
}

interface ChainUse {
  readonly skipsUnreadable: boolean;
  /** Tasks after the first train on their small sets, where they have one. */
  readonly isOnSmallSets: boolean;
  /** So many tasks at the beginning of the chain are not trained. */
  readonly untrained: number;
}

function resolveChain(names: readonly string[], tasks: readonly TaskScan[], use: ChainUse): ChainTask[] {
  const repeated = firstRepeated(names);
  if (repeated !== null) {
    throw new AppError('bad-input', `Task "${repeated}" is in the chain twice. Each task can be there once.`);
  }
  return names.map((name, index) => {
    const task = tasks.find((candidate) => candidate.name === name);
    if (task === undefined) throw unknownTask(name, tasks);
    const reason = whyNotUsable(task, use.skipsUnreadable, trainsOn(task, index, use));
    if (reason !== null) throw new AppError('bad-input', `Task "${name}" cannot be in a chain: ${reason}`);
    return {
      name,
      path: task.path,
      fingerprint: task.fingerprint,
      hasTest: task.counts.test !== null,
      ...(task.mapping !== undefined && { mapping: task.mapping }),
    };
  });
}

function trainsOn({ transfer }: TaskScan, index: number, { isOnSmallSets, untrained }: ChainUse): TrainsOn {
  if (index < untrained) return 'nothing';
  return isOnSmallSets && index > 0 && transfer !== undefined ? 'transfer' : 'full';
}

function unknownTask(name: string, tasks: readonly TaskScan[]): AppError {
  const known = tasks.map((task) => task.name);
  const nearest = nearestName(name, known);
  const question = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  return new AppError('bad-input', `There is no task "${name}" in the dataset.${question} Known: ${known.join(', ')}.`);
}

/** Which frames are one video is as the dataset's mapping says, unless it is asked for. */
function withVideoRule(request: ExperimentRequest, mapping: DatasetMapping | null): ExperimentRequest {
  if (mapping?.videoRule === undefined) return request;
  return { ...request, parameters: { videoRule: mapping.videoRule, ...request.parameters } };
}

function firstRepeated(values: readonly string[]): string | null {
  return values.find((value, index) => values.indexOf(value) !== index) ?? null;
}

/** The scan that the chain was chosen from, and the mapping that will be used, have to be of the same kind. */
function refuseOtherMapping(chain: readonly ChainTask[], mapping: DatasetMapping | null): void {
  const now = mapping === null ? undefined : mappingHash(mapping);
  if (chain.every((task) => task.mapping === now)) return;
  throw new AppError('conflict', 'The mapping of the dataset was changed after its scan. Scan the dataset again.');
}

/** All folders are made aside and moved into place; when one cannot be, those that were are taken away again. */
async function makeFolders(runs: readonly NewRun[], runsFolder: string, mapping: DatasetMapping | null): Promise<void> {
  const aside = join(runsFolder, `.making-${randomId()}`);
  const moved: string[] = [];
  try {
    for (const { file, notes, remote } of runs) {
      const folder = new RunFolder(join(aside, file.id));
      await mkdir(folder.path, { recursive: true });
      await folder.writeRun(file);
      if (mapping !== null) await writeJsonDurably(runMappingPath(folder.path), mapping);
      await folder.writeNotes(notes);
      if (remote !== undefined) await writeRunExecutor(folder.path, RunExecutorFile.parse(remote));
    }
    for (const { file, folder } of runs) {
      await rename(join(aside, file.id), folder);
      moved.push(folder);
    }
    await syncFolder(runsFolder);
  } catch (error) {
    for (const folder of moved) await rm(folder, { recursive: true, force: true });
    throw new AppError('not-permitted', `The runs cannot be made in "${runsFolder}": ${String(error)}.`, {
      cause: error,
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain.slice(0, 40).replace(/-+$/, '') || 'experiment';
}

function randomId(): string {
  return randomBytes(4).toString('hex');
}
