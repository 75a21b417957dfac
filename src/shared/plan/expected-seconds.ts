/** How long a run will take, by what complete runs of the same work took. Pure. */
import type { Parameters } from '../field';
import type { RunSummary } from '../run';

/** What the time of a run depends on, beside the machine. */
export interface RunWork {
  readonly method: string;
  readonly network: string;
  readonly parameters: Parameters;
  /** Names of the tasks, in any order. */
  readonly chain: readonly string[];
  readonly startStage?: number | undefined;
}

export function workOfRun({ recipe, chain, startStage }: RunSummary): RunWork {
  return { ...recipe, chain, startStage };
}

/** The median over complete runs of the same method, network, batch, image size and tasks, by their epochs; null where there is none. */
export function expectedSeconds(work: RunWork, runs: readonly RunSummary[]): number | null {
  const key = keyOf(work);
  const perEpoch = runs
    .filter((run) => run.state === 'complete' && keyOf(workOfRun(run)) === key)
    .map((run) => run.seconds / epochsOf(run.recipe.parameters))
    .toSorted((a, b) => a - b);
  const middle = perEpoch[Math.floor(perEpoch.length / 2)];
  return middle === undefined ? null : middle * epochsOf(work.parameters);
}

function keyOf({ method, network, parameters, chain, startStage = 1 }: RunWork): string {
  const { batchSize, imageSize, replicas, precision, trainingData } = parameters;
  return JSON.stringify([
    ...[method, network, batchSize, imageSize, replicas, precision, trainingData],
    ...[chain.toSorted(), startStage],
  ]);
}

function epochsOf({ epochs }: Parameters): number {
  return typeof epochs === 'number' ? epochs : 1;
}
