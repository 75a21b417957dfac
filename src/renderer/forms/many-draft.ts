/** Many evaluations at once as they stand in the form, and the requests that they make. */
import { AppError, toAppError } from '../../shared/errors';
import { planEvaluations, type PlannedEvaluations } from '../../shared/plan/many-evaluations';
import type { EngineWish } from '../../shared/recipe';
import { compileSearch } from '../../shared/run-query/find-runs';
import type { RunSummary } from '../../shared/run';
import type { Dataset, SplitName } from '../../shared/task';
import { mostEvaluations } from '../../shared/evaluation';
import type { WeightsChoice, WeightsOfRun } from '../../shared/weights';
import { checkRobustness, startRobustness, type RobustnessDraft } from './robustness-draft';

export interface ManyDraft {
  runsFrom: 'chosen' | 'experiment' | 'query';
  /** Those that the address names. */
  chosen: string[];
  experimentId: string;
  query: string;
  stages: 'all' | 'last';
  which: WeightsChoice;
  /** Empty: all datasets. */
  datasetId: string;
  tasks: 'all' | 'chain';
  /** Empty: test where a task has it, else val. */
  split: SplitName | '';
  engine: EngineWish;
  /** The number of the engine's device; empty: its own choice. */
  device: string;
  skipsUnreadable: boolean;
  robustness: RobustnessDraft;
}

export function startMany(chosen: readonly string[]): ManyDraft {
  return {
    ...{ runsFrom: chosen.length > 0 ? 'chosen' : 'experiment', chosen: [...chosen], experimentId: '', query: '' },
    ...{ stages: 'all', which: 'best', datasetId: '', tasks: 'chain', split: '' },
    ...{ engine: 'auto', device: '', skipsUnreadable: false, robustness: startRobustness() },
  };
}

export interface KnownForMany {
  readonly runs: readonly RunSummary[];
  readonly weights: readonly WeightsOfRun[];
  readonly datasets: readonly Dataset[];
}

/** `problem`: why nothing can be started yet. */
export function checkMany(draft: ManyDraft, known: KnownForMany): PlannedEvaluations & { problem: string | null } {
  const nothing = (problem: string) => ({ requests: [], leftOut: [], problem });
  const { wish, problem } = checkRobustness(draft.robustness);
  if (problem !== null) return nothing(problem);
  const runs = runsOf(draft, known.runs);
  if (runs instanceof AppError) return nothing(runs.message);
  if (runs.length === 0) return nothing(draft.runsFrom === 'experiment' ? 'Choose an experiment.' : 'No run is meant.');
  const datasets = known.datasets.filter(({ id }) => draft.datasetId === '' || id === draft.datasetId);
  const { engine, skipsUnreadable, stages, which, tasks, split } = draft;
  const planned = planEvaluations({
    ...{ runs, weights: known.weights, stages, which, datasets, tasks, split: split === '' ? null : split },
    common: {
      ...{ engine, skipsUnreadable },
      ...(draft.device !== '' && { devices: [Number(draft.device)] }),
      ...(wish !== null && { robustness: wish }),
    },
  });
  if (planned.requests.length === 0) return { ...planned, problem: 'There is nothing to evaluate.' };
  if (planned.requests.length <= mostEvaluations) return { ...planned, problem: null };
  return { ...planned, problem: `Choose less: at most ${mostEvaluations} evaluations are started at once.` };
}

function runsOf(draft: ManyDraft, runs: readonly RunSummary[]): readonly RunSummary[] | AppError {
  if (draft.runsFrom === 'chosen') return runs.filter(({ id }) => draft.chosen.includes(id));
  if (draft.runsFrom === 'experiment') return runs.filter(({ experimentId }) => experimentId === draft.experimentId);
  if (draft.query.trim() === '') return [];
  try {
    return runs.filter(compileSearch(draft.query, runs));
  } catch (thrown) {
    return toAppError(thrown);
  }
}
