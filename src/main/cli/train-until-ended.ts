/** Follows runs that this command started; Ctrl-C stops them cleanly and says how to go on. */
import type { RunSummary } from '../../shared/run';
import type { Workbench } from '../workbench-api';
import { followRuns, hasEnded } from './follow-runs';
import type { Terminal } from './terminal';

export async function trainUntilEnded(
  { workbench, terminal }: { workbench: Workbench; terminal: Terminal },
  runIds: readonly string[],
): Promise<RunSummary[]> {
  let isStopping = false;
  const stop = () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    terminal.say('Stopping after the current batch ... (again to leave at once; training then goes on by itself)');
    stopAll(workbench, runIds).catch((error: unknown) => terminal.say(`Error: ${String(error)}`));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const runs = await followRuns({ workbench, terminal }, runIds);
    for (const run of runs) {
      if (run.state === 'complete') continue;
      terminal.say(`${run.name} is ${run.state}. To go on from its last checkpoint: cored resume ${run.id}`);
    }
    return runs;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

async function stopAll(workbench: Workbench, runIds: readonly string[]): Promise<void> {
  // The last first: else a slot that becomes free would be taken by one that still waits.
  for (const runId of runIds.toReversed()) {
    const { summary } = await workbench.call('run/get', { runId });
    if (!hasEnded(summary.state)) await workbench.call('run/stop', { runId });
  }
}
