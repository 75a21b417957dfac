/** What a published command line trains: the chain, the stage it starts at, the weights and the parameters. */
import { AppError } from '../../../shared/errors';
import type { Parameters } from '../../../shared/field';
import type { RecipeOptions } from '../../../shared/recipe';
import type { TaskScan } from '../../../shared/task';
import { findWeights } from './find-weights';
import type { PublishedArguments } from './read-arguments';
import { readTaskName, readTaskNames, type ChooseReading } from './read-task-names';

export interface TrainingPlan {
  /** Learnt before; empty for a first training. */
  readonly sources: readonly string[];
  readonly target: string;
  /** Absolute path, or null for a seeded initialisation. */
  readonly weights: string | null;
  readonly parameters: Parameters;
  /** What of the flags has no effect, or another one than might be expected. */
  readonly notices: readonly string[];
}

export interface PlanSurroundings {
  /** The tasks in the data folder. */
  readonly tasks: readonly TaskScan[];
  readonly options: RecipeOptions;
  readonly choose: ChooseReading;
}

/** Throws AppError 'bad-input' or 'not-found' that names the flag. */
export async function planTraining(
  args: PublishedArguments,
  { tasks, options, choose }: PlanSurroundings,
): Promise<TrainingPlan> {
  const known = tasks.map(({ name }) => name);
  const { sources, target } = await readTasks(args, { known, choose });
  if (sources.length > 0 && args.weights === '') {
    throw new AppError(
      'bad-input',
      `A continual stage starts from weights that have learnt ${sources.join(', ')}: give them with -w. ` +
        'To train a whole chain from its first task, use `cored run --chain`.',
    );
  }
  const weights = args.weights === '' ? null : await findWeights(args.weights);
  const { parameters, notices } = readParameters(args, options);
  const hasSmallSet = tasks.some(({ name, transfer }) => name === target && transfer !== undefined);
  const isOnSmallSet = sources.length > 0 && hasSmallSet && parameters['trainingData'] === 'transfer';
  const small = `${target} trains on its small set in TransferLearning; give -f to train on all of its images.`;
  return { sources, target, weights, parameters, notices: [...notices, ...(isOnSmallSet ? [small] : [])] };
}

async function readTasks(
  { sources, target }: PublishedArguments,
  { known, choose }: { known: readonly string[]; choose: ChooseReading },
): Promise<{ sources: readonly string[]; target: string }> {
  if (target === '' && sources === '') throw new AppError('bad-input', 'Name the task to train: -t=TASK.');
  // As the README's example has it: a first training names its task with -s.
  if (target === '') return { sources: [], target: readTaskName({ flag: '-s', joined: sources, known }) };
  const trained = readTaskName({ flag: '-t', joined: target, known });
  if (sources === '') return { sources: [], target: trained };
  return {
    sources: await readTaskNames({ flag: '-s', joined: sources, known, target: trained }, choose),
    target: trained,
  };
}

function readParameters(
  args: PublishedArguments,
  options: RecipeOptions,
): { parameters: Parameters; notices: readonly string[] } {
  const method = options.methods.find(({ id }) => id === args.method);
  const fields = new Set([...options.training, ...(method?.fields ?? [])].map(({ key }) => key));
  const given = Object.entries(args.flagged);
  const foreign = given.filter(([key]) => !fields.has(key)).map(([key]) => key);
  const asked: Parameters = Object.fromEntries(given.filter(([key]) => fields.has(key)));
  // Without -f later tasks train on their small sets where there are some, whatever the preset.
  const trainingData = args.isFull ? 'full' : 'transfer';
  const replicas: Parameters = args.devices === null ? {} : { replicas: args.devices.length };
  const parameters: Parameters = { ...asked, trainingData, ...replicas, ...args.parameters };
  const { usesAlpha = method?.presets[args.preset]['usesAlpha'] } = parameters;
  const notices = [
    ...foreign.map((key) => `${flagOf(key)} has no effect: ${method?.label ?? args.method} has no such parameter.`),
    ...(asked['alpha'] !== undefined && usesAlpha === false
      ? ['-a has no effect: the published code reads it and computes with 0.5.']
      : []),
  ];
  return { parameters, notices };
}

function flagOf(parameter: string): string {
  return parameter === 'alpha' ? '-a' : parameter === 'bins' ? '-ns' : parameter;
}
