/** What an experiment would make, with time and disk: by complete runs of the same work, else by the engine's measured speed. */
import { totalmem } from 'node:os';
import type { Parameters } from '../../shared/field';
import type { EngineInfo, TrainingWork } from '../../shared/machine';
import type { ExperimentPlan, PlanRow } from '../../shared/plan/experiment-plan';
import { expectedSeconds } from '../../shared/plan/expected-seconds';
import { expectedStarts, type RunAhead } from '../../shared/plan/expected-starts';
import { plannedRows, productText } from '../../shared/plan/planned-runs';
import type { EngineWish } from '../../shared/recipe';
import type { ExperimentRequest } from '../../shared/run';
import type { TaskScan } from '../../shared/task';
import { speedIn } from '../../shared/training-work';
import type { CallContext } from '../calls/handler';
import type { CheckedRecipe } from '../runs/recipe-desk';

const bytesPerValue = 4;
/** Weights of a stage: best and last. */
const weightsPerStage = 2;
/** The last two checkpoints, each with the student, what the optimiser carries, the teacher and the best weights. */
const weightsOfCheckpoints = 8;

/** Throws AppError('bad-input') that names what is wrong. `tasks`: of the dataset, as far as they are known. */
export async function planExperiment(
  request: ExperimentRequest,
  tasks: readonly TaskScan[],
  { recipes, reader, engines, jobs, slots }: CallContext,
): Promise<ExperimentPlan> {
  const options = await recipes.options();
  const known = await reader.call('run/list', {});
  const measured = await engines.list();
  const checked = new Map<string, { recipe: CheckedRecipe; cores: number }>();
  const rows: PlanRow[] = [];
  const ahead: RunAhead[] = [];
  const planned = plannedRows(request, options);
  for (const { order, recipe: asked, swept } of planned) {
    const key = JSON.stringify(asked);
    const found = checked.get(key) ?? (await look(asked));
    checked.set(key, found);
    const { recipe, work } = found.recipe;
    const { startStage } = request;
    const seen = expectedSeconds({ ...recipe, chain: order, startStage }, known);
    const images = imagesOf({ ...request, chain: [...order] }, tasks, recipe.parameters);
    const computed = seen ?? secondsOf(images, speedOf(request.engine, work, measured));
    const network = options.networks.find(({ id }) => id === recipe.network);
    const stages = order.length - (startStage ?? 1) + 1;
    rows.push({
      order: [...order],
      method: recipe.method,
      label: options.methods.find(({ id }) => id === recipe.method)?.label ?? recipe.method,
      swept,
      seeds: request.seeds,
      seconds: computed,
      basis: seen !== null ? 'runs' : computed !== null ? 'engine' : 'nothing',
      bytes: (network?.parameterCount ?? 0) * bytesPerValue * (weightsPerStage * stages + weightsOfCheckpoints),
    });
    ahead.push(...request.seeds.map(() => ({ cores: found.cores, seconds: computed })));
  }
  return {
    rows,
    runs: ahead.length,
    made: productText(request, planned.length / (request.orders?.length ?? 1)),
    seconds: expectedStarts([], ahead, slots).endsIn,
    bytes: rows.reduce((sum, { bytes }) => sum + bytes * request.seeds.length, 0),
  };

  async function look(recipe: CheckedRecipe['recipe']) {
    const whole = await recipes.check(recipe);
    const asked = { recipe: whole.recipe, engine: request.engine, slots, memory: totalmem() };
    return { recipe: whole, cores: await jobs.run('recipe/cores', asked) };
  }
}

/** That a run trains on, all epochs together; null while the dataset is not scanned. */
function imagesOf(
  { chain, startStage = 1 }: ExperimentRequest,
  tasks: readonly TaskScan[],
  { epochs, trainingData }: Parameters,
): number | null {
  let sum = 0;
  for (const [index, name] of chain.entries()) {
    if (index < startStage - 1) continue;
    const task = tasks.find((candidate) => candidate.name === name);
    if (task === undefined) return null;
    const small = trainingData === 'transfer' && index > 0 ? task.transfer : undefined;
    const { fake, real } = small ?? task.counts.train;
    sum += fake + real;
  }
  return typeof epochs === 'number' ? sum * epochs : null;
}

/** Images a second of the engine that the run would take; null where it was not measured. */
function speedOf(wish: EngineWish, work: TrainingWork, engines: readonly EngineInfo[]): number | null {
  for (const engine of engines) {
    const speed = speedIn(work, engine);
    if (wish === 'auto' ? (speed?.auto ?? null) === null : engine.id !== wish) continue;
    if (speed?.benchmark?.outcome === 'measured') return speed.benchmark.imagesPerSecond;
  }
  return null;
}

function secondsOf(images: number | null, imagesPerSecond: number | null): number | null {
  return images === null || imagesPerSecond === null ? null : images / imagesPerSecond;
}
