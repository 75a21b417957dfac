/** The queue as it stands, with the expected start of each run. */
import type { QueueInfo } from '../../shared/plan/queue';
import { expectedSeconds, workOfRun } from '../../shared/plan/expected-seconds';
import { expectedStarts, type RunAhead } from '../../shared/plan/expected-starts';
import type { RunSummary } from '../../shared/run';
import type { CallContext } from '../calls/handler';

/** Of this machine: what waits and trains elsewhere has a queue there. A run that has not said yet how long it will take is expected to take as long as others like it. */
export async function queueInfo({ registry, supervisor, slots }: CallContext): Promise<QueueInfo> {
  const runs = registry.runs.list();
  const byId = new Map(runs.map((run) => [run.id, run]));
  const places = registry.queue.waiting();
  const waiting = places.flatMap(({ id, priority }) => {
    const run = byId.get(id);
    return run === undefined ? [] : [{ run, priority }];
  });
  const training = runs
    .filter(({ state, remote }) => remote === undefined && (state === 'training' || state === 'starting'))
    .toReversed();
  const ahead = async (run: RunSummary, seconds: number | null): Promise<RunAhead> => {
    const row = registry.runs.row(run.id);
    return { seconds, cores: row === null ? 1 : await supervisor.coresOf(row) };
  };
  const known = (run: RunSummary) => expectedSeconds(workOfRun(run), runs);
  const leftOf = (run: RunSummary) => run.progress?.secondsLeft ?? known(run);
  const busy = await Promise.all(training.map((run) => ahead(run, leftOf(run))));
  const next = await Promise.all(waiting.map(({ run }) => ahead(run, known(run))));
  const { startsIn, endsIn } = expectedStarts(busy, next, slots);
  return {
    training: training.map((run) => ({ runId: run.id, name: run.name, secondsLeft: leftOf(run) })),
    waiting: waiting.map(({ run, priority }, index) => ({
      ...{ runId: run.id, name: run.name, experimentName: run.experimentName, position: index + 1, priority },
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
