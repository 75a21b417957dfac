/** From the flags of `eval` and `robustness` to what is asked of the workbench. */
import { resolve } from 'node:path';
import { AppError } from '../../shared/errors';
import type { EvaluationRequest, EvaluationTarget } from '../../shared/evaluation';
import type { VideoRule } from '../../shared/metrics/video-rules';
import { planEvaluations, type ManyEvaluations, type PlannedEvaluations } from '../../shared/plan/many-evaluations';
import type { EngineWish } from '../../shared/recipe';
import type { RobustnessWish } from '../../shared/robustness';
import type { Dataset, SplitName } from '../../shared/task';
import type { ClassOrder, WeightsChoice } from '../../shared/weights';
import type { Workbench } from '../workbench-api';
import { chosenRuns } from './chosen-runs';
import { scanDatasetAt } from './scan-dataset';
import type { WorkspaceOption } from './session';
import type { Terminal } from './terminal';
import { weightsSource } from './weights-source';

export interface EvaluationFlags extends WorkspaceOption {
  readonly weights?: string;
  readonly runs?: string[];
  readonly query?: string;
  readonly stages: ManyEvaluations['stages'];
  readonly which: WeightsChoice;
  readonly data?: string[];
  readonly task?: string;
  readonly tasks?: ManyEvaluations['tasks'];
  readonly split?: SplitName;
  readonly skipUnreadable: boolean;
  readonly engine: EngineWish;
  readonly devices?: number[];
  readonly imageSize?: number;
  readonly classes?: ClassOrder;
  readonly part?: string;
  readonly videoRule?: VideoRule;
  readonly name?: string;
  readonly detach: boolean;
}

/** Throws AppError 'bad-input' for flags that do not belong together. */
export async function evaluationRequests(
  workbench: Workbench,
  terminal: Terminal,
  { flags, robustness }: { flags: EvaluationFlags; robustness: RobustnessWish | null },
): Promise<PlannedEvaluations & { isOne: boolean }> {
  const common = commonOf(flags, robustness);
  const isMany = flags.runs !== undefined || flags.query !== undefined;
  if (isMany === (flags.weights !== undefined)) {
    throw new AppError('bad-input', 'Give either --weights, or runs by --runs or --query; not both.');
  }
  if (flags.weights !== undefined) {
    if (flags.task === undefined && flags.split !== undefined) {
      throw new AppError(
        'bad-input',
        '--split belongs to --task. Name the task, or give the split’s folder as --data.',
      );
    }
    const weights = await weightsSource(workbench, flags.weights);
    const target = await targetOf(workbench, terminal, flags);
    return { requests: [{ ...common, name: flags.name ?? '', weights, target }], leftOut: [], isOne: true };
  }
  if (flags.task !== undefined) throw new AppError('bad-input', '--task belongs to --weights. Give --tasks A,B.');
  const { query } = flags;
  const runs = await chosenRuns(workbench, flags.runs ?? [], { ...(query !== undefined && { query }) });
  const planned = planEvaluations({
    ...{ runs, weights: await workbench.call('weights/list', {}), stages: flags.stages, which: flags.which },
    ...{ datasets: await datasetsOf(workbench, terminal, flags.data), tasks: flags.tasks ?? 'all' },
    ...{ split: flags.split ?? null, common },
  });
  if (planned.requests.length > 0) return { ...planned, isOne: false };
  throw new AppError('not-found', `Nothing to evaluate. ${planned.leftOut.join(' ')}`);
}

function commonOf(flags: EvaluationFlags, robustness: RobustnessWish | null): ManyEvaluations['common'] {
  const { engine, devices, videoRule, imageSize, classes, part } = flags;
  return {
    ...{ engine, skipsUnreadable: flags.skipUnreadable, classes, part },
    ...(devices !== undefined && { devices }),
    ...(videoRule !== undefined && { videoRule }),
    ...(imageSize !== undefined && { imageSize }),
    ...(robustness !== null && { robustness }),
  } satisfies Partial<EvaluationRequest>;
}

async function targetOf(
  workbench: Workbench,
  terminal: Terminal,
  { data = [], task, split }: EvaluationFlags,
): Promise<EvaluationTarget> {
  const [folder, another] = data;
  if (folder === undefined || another !== undefined) throw new AppError('bad-input', 'Give one folder as --data.');
  if (task === undefined) return { kind: 'folder', path: resolve(folder) };
  const dataset = await scanned(workbench, terminal, folder);
  const hasTest = dataset.tasks.some(({ name, counts }) => name === task && counts.test !== null);
  return { kind: 'task', datasetId: dataset.id, task, split: split ?? (hasTest ? 'test' : 'val') };
}

/** Those at the given folders, else all that the workspace knows. */
async function datasetsOf(workbench: Workbench, terminal: Terminal, data: readonly string[] | undefined) {
  if (data === undefined) return workbench.call('dataset/list', {});
  const datasets: Dataset[] = [];
  for (const folder of data) datasets.push(await scanned(workbench, terminal, folder));
  return datasets;
}

async function scanned(workbench: Workbench, terminal: Terminal, folder: string): Promise<Dataset> {
  const dataset = await scanDatasetAt(workbench, terminal, resolve(folder));
  if (dataset.state === 'failed') throw new AppError('not-found', dataset.problems[0]?.message ?? 'Not scanned.');
  return dataset;
}
