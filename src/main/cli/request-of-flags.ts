/** The request of `run`: a file or a template where one is given, and the flags laid over it. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../shared/errors';
import type { ExperimentRequest } from '../../shared/run';
import { largestFileBytes } from '../experiments/experiment-file';
import { readGivenText } from '../files/given-text';
import type { Workbench } from '../workbench-api';
import type { RunFlags } from './run-flags';
import { weightsPathOf } from './weights-source';

export interface AskedRequest {
  readonly request: ExperimentRequest;
  /** What wins over the file, in words; null where there is none, or nothing does. */
  readonly said: string | null;
}

/** Flags that say how the command goes on, and nothing of the experiment. */
const others = ['file', 'template', 'workspace', 'json', 'plan', 'detach'];

export async function requestOfFlags(workbench: Workbench, flags: RunFlags, command: Command): Promise<AskedRequest> {
  const source = await sourceOf(workbench, flags);
  const given = command.options
    .map((option) => option.attributeName())
    .filter((name) => command.getOptionValueSource(name) === 'cli' && !others.includes(name));
  const isAsked = (name: keyof RunFlags) => source === null || given.includes(name);
  const { learnt = [], chain = [] } = flags;
  const over: Record<string, unknown> = {
    ...(flags.data !== undefined && { dataset: await datasetOf(workbench, flags.data) }),
    ...(given.includes('chain') && { chain: [...learnt, ...chain] }),
    ...(learnt.length > 0 && { startStage: learnt.length + 1 }),
    ...(isAsked('method') && { methods: flags.method }),
    ...(isAsked('network') && { network: flags.network }),
    ...(isAsked('preset') && { preset: flags.preset }),
    ...(isAsked('seed') && { seeds: flags.seed }),
    ...(isAsked('engine') && { engine: flags.engine }),
    parameters: { ...flags.set, ...(flags.epochs !== undefined && { epochs: flags.epochs }) },
    sweep: sweepOf(flags.sweep),
    ...(flags.orders !== undefined && { orders: flags.orders }),
    ...(flags.devices !== undefined && { devices: flags.devices }),
    ...(flags.weights !== undefined && { initialWeights: await weightsPathOf(workbench, flags.weights) }),
    ...(flags.classes !== undefined && { initialClasses: flags.classes }),
    ...(flags.part !== undefined && { initialPart: flags.part }),
    ...(flags.executor !== undefined && { executor: flags.executor }),
    ...(flags.name !== undefined && { name: flags.name }),
    ...(flags.retries !== undefined && { retries: flags.retries }),
  };
  if (source === null) over['name'] ??= chain.join(', ').slice(0, 80);
  else if (learnt.length > 0 && !given.includes('chain')) {
    throw new AppError('bad-input', '--learnt names the beginning of a chain: give the rest of it with --chain.');
  }
  const name = source?.name ?? 'The command';
  const { request } = await workbench.call('experiment/read', { text: source?.text ?? '{}', name, over });
  const flagNames = given.map((flag) => `--${flag}`);
  const said = source !== null && flagNames.length > 0 ? `${name}, with ${flagNames.join(', ')} as given here.` : null;
  return { request, said };
}

async function sourceOf(
  workbench: Workbench,
  { file, template }: RunFlags,
): Promise<{ text: string; name: string } | null> {
  if (file !== undefined && template !== undefined) {
    throw new AppError('bad-input', 'Both --file and --template are given. Give one of them.');
  }
  if (template !== undefined) {
    const { request } = await workbench.call('template/get', { name: template });
    return { text: JSON.stringify(request), name: `Template "${template}"` };
  }
  if (file === undefined) return null;
  const path = resolve(file);
  try {
    return { text: await readGivenText(path, largestFileBytes), name: `"${path}"` };
  } catch (error) {
    throw new AppError('not-found', `The file "${path}" cannot be read: ${String(error)}.`, { cause: error });
  }
}

/** A registered dataset by its id, else the path of a root. */
async function datasetOf(workbench: Workbench, given: string): Promise<string> {
  const datasets = await workbench.call('dataset/list', {});
  return datasets.some(({ id }) => id === given) ? given : resolve(given);
}

function sweepOf(given: readonly string[]): Record<string, string> {
  const sweep: Record<string, string> = {};
  for (const text of given) {
    const at = text.indexOf('=');
    const key = text.slice(0, at).trim();
    if (at < 1) throw new AppError('bad-input', `"${text}" is no sweep. Give it as key=values: alpha=0.1,0.3.`);
    if (key in sweep)
      throw new AppError('bad-input', `"${key}" is swept twice. Give all of its values in one --sweep.`);
    sweep[key] = text.slice(at + 1).trim();
  }
  return sweep;
}
