/** The queue as it stands, with the expected start of each run. */
import type { QueueInfo } from '../../shared/plan/queue';
import { expectedSeconds, workOfRun } from '../../shared/plan/expected-seconds';
import { expectedStarts, type RunAhead } from '../../shared/plan/expected-starts';
import type { Evaluation } from '../../shared/evaluation';
import { evaluationSeconds, secondsLeftOf } from '../../shared/plan/evaluation-seconds';
import type { RunSummary } from '../../shared/run';
import type { ReadingContext } from '../calls/reading';
import { evaluationCores } from '../evaluation/evaluation-starter';

/** Of this machine: what waits and trains elsewhere has a queue there. A job that has not said yet how long it will take is expected to take as long as others like it. */
export async function queueInfo({ registry, supervisor, evaluations, slots }: ReadingContext): Promise<QueueInfo> {
  const runs = registry.runs.list();
  const runById = new Map(runs.map((run) => [run.id, run]));
  const scored = await evaluations.list();
  const evaluationById = new Map(scored.map((evaluation) => [evaluation.id, evaluation]));
  const training = runs
    .filter(({ state, remote }) => remote === undefined && (state === 'training' || state === 'starting'))
    .toReversed();
  const evaluating = scored.filter(({ state }) => state === 'running').toReversed();
  const waiting = registry.queue.waiting().flatMap(({ id, kind, priority }) => {
    const job = kind === 'run' ? runById.get(id) : evaluationById.get(id);
    return job === undefined ? [] : [{ job, kind, priority }];
  });

  const known = (job: RunSummary | Evaluation) =>
    'chain' in job ? expectedSeconds(workOfRun(job), runs) : evaluationSeconds(job, scored);
  const leftOf = (run: RunSummary) => run.progress?.secondsLeft ?? known(run);
  const ahead = async (job: RunSummary | Evaluation, seconds: number | null): Promise<RunAhead> => {
    if (!('chain' in job)) return { seconds, cores: evaluationCores };
    const row = registry.runs.row(job.id);
    return { seconds, cores: row === null ? 1 : await supervisor.coresOf(row) };
  };
  const busy = await Promise.all([
    ...training.map((run) => ahead(run, leftOf(run))),
    ...evaluating.map((evaluation) => ahead(evaluation, secondsLeftOf(evaluation, scored))),
  ]);
  const next = await Promise.all(waiting.map(({ job }) => ahead(job, known(job))));
  const { startsIn, endsIn } = expectedStarts(busy, next, slots);
  return {
    training: training.map((run) => ({ runId: run.id, name: run.name, secondsLeft: leftOf(run) })),
    evaluating: evaluating.map((one) => ({
      ...{ evaluationId: one.id, name: one.name },
      secondsLeft: secondsLeftOf(one, scored),
    })),
    waiting: waiting.map(({ job, kind, priority }, index) => ({
      ...{ kind, id: job.id, name: job.name, experimentName: 'chain' in job ? job.experimentName : null },
      ...{ position: index + 1, priority },
      ...{ seconds: next[index]?.seconds ?? null, startsIn: startsIn[index] ?? null },
    })),
    secondsLeft: endsIn,
    failed: runs
      .filter(({ state }) => state === 'failed' || state === 'interrupted')
      .map(({ id, name, experimentName, error, state }) => ({
        ...{ runId: id, name, experimentName },
        reason: error?.message ?? `It was ${state}.`,
      })),
  };
}
