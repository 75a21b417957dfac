/** `queue`: which runs and evaluations wait and when it is expected to start; its order, priorities, and trying again what failed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/errors';
import { formatCount, formatDuration } from '../../../shared/format';
import { Priority, type QueueInfo } from '../../../shared/plan/queue';
import type { Workbench } from '../../workbench-api';
import type { CommandSurroundings } from '../command-surroundings';
import { Argument } from 'commander';
import { findRun } from '../find-run';
import { keepQueueGoing } from '../keep-queue-going';
import { parseWhole } from '../parse-values';
import { withWorkbench, type WorkspaceOption } from '../session';
import { textTable } from '../text-table';

export function addQueueCommands({ add, addBelow, terminal }: CommandSurroundings): void {
  const tell = (info: QueueInfo) => terminal.result(info, queueText(info));
  const inQueue = (flags: WorkspaceOption, work: (workbench: Workbench) => Promise<QueueInfo>) =>
    withWorkbench({ ...flags, terminal }, async (workbench) => tell(await work(workbench)));

  const queue = add('queue', 'list what trains and what waits, in the order in which it starts').action(
    (flags: WorkspaceOption) => inQueue(flags, (workbench) => workbench.call('queue/get', {})),
  );

  addBelow(queue, 'move <job>', 'put a waiting run or evaluation at another place')
    .requiredOption('--to <n>', 'the place: 1 is the next to start', parseWhole)
    .action((given: string, flags: WorkspaceOption & { to: number }) =>
      inQueue(flags, async (workbench) => {
        return workbench.call('queue/move', { id: await findJob(workbench, given), to: flags.to });
      }),
    );

  addBelow(queue, 'priority <job>', 'let a waiting run or evaluation go before others, or after them')
    .addArgument(new Argument('<priority>', 'what it gets').choices(Priority.options))
    .action((given: string, priority: Priority, flags: WorkspaceOption) =>
      inQueue(flags, async (workbench) => {
        return workbench.call('queue/prioritise', { id: await findJob(workbench, given), priority });
      }),
    );

  addBelow(
    queue,
    'retry',
    'queue every run again that failed or was interrupted; each goes on from its last checkpoint',
  )
    .argument('[runs...]', 'only these')
    .action((given: string[], flags: WorkspaceOption) =>
      inQueue(flags, async (workbench) => {
        const { failed } = await workbench.call('queue/get', {});
        const asked = await Promise.all(given.map(async (one) => (await findRun(workbench, one)).id));
        const runIds = given.length === 0 ? failed.map(({ runId }) => runId) : asked;
        for (const runId of runIds) await workbench.call('run/resume', { runId });
        if (runIds.length > 0) keepQueueGoing(flags.workspace);
        return workbench.call('queue/get', {});
      }),
    );

  // Started by `run --detach`, `resume`, `queue retry`, `eval --detach` and `evaluations again`; nobody needs to type it.
  add('start-waiting', 'start what waits until nothing does', { hidden: true })
    .option('--evaluations', 'leave runs that wait to another process', false)
    .action(({ evaluations, ...flags }: WorkspaceOption & { evaluations: boolean }) =>
      withWorkbench({ ...flags, terminal, startsRuns: !evaluations, startsEvaluations: true }, async (workbench) => {
        for (;;) {
          const { training, evaluating, waiting } = await workbench.call('queue/get', {});
          const jobs = evaluations ? waiting.filter(({ kind }) => kind === 'evaluation') : [...training, ...waiting];
          if (jobs.length + evaluating.length === 0) break;
          // Nothing starts before a person has had the registry made anew.
          const { damage } = await workbench.call('registry/health', {});
          if (damage !== null) throw new AppError('damaged', damage);
          await sleep(1000);
        }
        terminal.result({}, '');
      }),
    );
}

/** The id of an evaluation that waits, else of the run that is meant. */
async function findJob(workbench: Workbench, given: string): Promise<string> {
  const { waiting } = await workbench.call('queue/get', {});
  const found = waiting.filter(({ kind, id }) => kind === 'evaluation' && id.startsWith(given));
  const [only, another] = found;
  return only !== undefined && another === undefined ? only.id : (await findRun(workbench, given)).id;
}

function queueText({ training, evaluating, waiting, secondsLeft, failed }: QueueInfo): string {
  const left = (seconds: number | null) => `${formatDuration(seconds)} left`;
  const lines = [
    ...training.map((run) => `${run.name} (${run.runId}) trains, ${left(run.secondsLeft)}`),
    ...evaluating.map((one) => `${one.name} (${one.evaluationId}) is evaluated, ${left(one.secondsLeft)}`),
  ];
  const table = textTable(
    [
      ['', 'job', 'name', 'priority', 'takes', 'starts in'],
      ...waiting.map(({ position, id, name, priority, seconds, startsIn }) => [
        ...[`${position}`, id, name, priority],
        ...[formatDuration(seconds), formatDuration(startsIn)],
      ]),
    ],
    4,
  );
  const sum = waiting.length === 0 ? 'Nothing waits.' : `${formatCount(waiting.length, 'job')} waiting.`;
  return [
    ...lines,
    ...(waiting.length === 0 ? [] : [table]),
    lines.length + waiting.length === 0 ? sum : `${sum} All are done in ${formatDuration(secondsLeft)}.`,
    ...(failed.length === 0 ? [] : [`${formatCount(failed.length, 'run')} failed or interrupted: cored queue retry`]),
  ].join('\n');
}
