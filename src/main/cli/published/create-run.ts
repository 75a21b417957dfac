/** Makes the run that a published command line asks for; it is one like any other in the workspace. */
import type { Experiment } from '../../../shared/run';
import type { Workbench } from '../../workbench-api';
import { openProductsFolder, productsFolder } from './log-folder';
import { planTraining, type TrainingPlan } from './plan-training';
import type { PublishedArguments } from './read-arguments';
import type { ChooseReading } from './read-task-names';
import { readyDataset } from './ready-dataset';

export interface CreatedRun {
  readonly experiment: Experiment;
  readonly plan: TrainingPlan;
  /** Where the log goes. */
  readonly folder: string;
}

export interface RunSurroundings {
  readonly workbench: Workbench;
  readonly choose: ChooseReading;
  /** The folder that the command was started in. */
  readonly base: string;
}

/** Throws AppError when anything is wrong; then no run has been made. */
export async function createRun(
  args: PublishedArguments,
  { workbench, choose, base }: RunSurroundings,
): Promise<CreatedRun> {
  const dataset = await readyDataset(workbench, args.data);
  const options = await workbench.call('recipe/options', {});
  const plan = await planTraining(args, { tasks: dataset.tasks, options, choose });
  const chain = [...plan.sources, plan.target];
  const folder = productsFolder(base, args, chain);
  // Before hours of training, not after them.
  await openProductsFolder(folder);
  const experiment = await workbench.call('experiment/create', {
    name: chain.join(', ').slice(0, 80),
    dataset: dataset.id,
    chain,
    methods: [args.method],
    network: args.network,
    preset: args.preset,
    parameters: plan.parameters,
    methodParameters: {},
    seeds: [args.seed],
    engine: args.engine,
    ...devicesOf(args),
    initialWeights: plan.weights,
    ...(plan.sources.length > 0 && { startStage: chain.length }),
  });
  return { experiment, plan, folder };
}

/** Where a GPU's engine is named, the numbers are its devices; elsewhere each one stands for a replica. */
function devicesOf({ engine, devices }: PublishedArguments): { devices?: number[] } {
  const hasDevices = engine === 'tensorflow' || engine === 'webgpu';
  return hasDevices && devices !== null ? { devices: [...devices] } : {};
}
