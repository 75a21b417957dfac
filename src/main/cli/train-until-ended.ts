/** Follows runs that this command started; Ctrl-C stops them cleanly and says how to go on. */
import { toAppError } from '../../shared/errors';
import type { RunSummary } from '../../shared/run';
import type { Workbench } from '../workbench-api';
import { followRuns, hasEnded } from './follow-runs';
import type { Terminal } from './terminal';

interface Options {
  readonly workbench: Workbench;
  readonly terminal: Terminal;
  /** How long a run that was asked to stop may take until this command leaves it. */
  readonly patienceMs?: number;
}

export async function trainUntilEnded(
  { workbench, terminal, patienceMs = 30_000 }: Options,
  runIds: readonly string[],
): Promise<RunSummary[]> {
  const leaving = new AbortController();
  let patience: NodeJS.Timeout | undefined;
  const stop = () => {
    if (patience !== undefined) process.exit(1);
    terminal.say('Stopping after the current batch ... (again to leave at once; training then goes on by itself)');
    // Whatever keeps a run from ending (a hung process, a disk that is full or does not answer) does not keep this command.
    patience = setTimeout(() => leaving.abort(), patienceMs);
    stopAll(workbench, runIds, (error) => terminal.say(`Error: ${toAppError(error).message}`)).then(
      (isAsked) => isAsked || leaving.abort(),
      (error: unknown) => {
        terminal.say(`Error: ${toAppError(error).message}`);
        leaving.abort();
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const runs = await followRuns({ workbench, terminal, signal: leaving.signal }, runIds);
    for (const run of runs) {
      if (run.state === 'complete') continue;
      if (hasEnded(run.state)) {
        terminal.say(`${run.name} is ${run.state}. To go on from its last checkpoint: cored resume ${run.id}`);
      } else {
        terminal.say(`${run.name} has not stopped: it is ${run.state}. To look at it: cored show ${run.id}`);
      }
    }
    return runs;
  } finally {
    clearTimeout(patience);
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** False where one of them could not be asked. */
async function stopAll(
  workbench: Workbench,
  runIds: readonly string[],
  onProblem: (error: unknown) => void,
): Promise<boolean> {
  let areAsked = true;
  // The last first: else a slot that becomes free would be taken by one that still waits.
  for (const runId of runIds.toReversed()) {
    try {
      const { summary } = await workbench.call('run/get', { runId });
      if (!hasEnded(summary.state)) await workbench.call('run/stop', { runId });
    } catch (error) {
      areAsked = false;
      onProblem(error);
    }
  }
  return areAsked;
}
