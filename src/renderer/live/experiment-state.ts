/** One word for an experiment out of the states of its runs, and how far it is. */
import type { RunState, RunSummary } from '../../shared/run';

/** What goes on stands before what needs a person, and that before what is over. */
const precedence: readonly RunState[] = [
  'training',
  'starting',
  'queued',
  'failed',
  'interrupted',
  'paused',
  'stopped',
  'complete',
];

export function experimentState(runs: readonly RunSummary[]): RunState | 'empty' {
  return precedence.find((state) => runs.some((run) => run.state === state)) ?? 'empty';
}

/** Share of all runs' training that is done, 0 to 1. */
export function experimentShare(runs: readonly RunSummary[]): number {
  if (runs.length === 0) return 0;
  return runs.reduce((sum, run) => sum + (run.state === 'complete' ? 1 : (run.progress?.share ?? 0)), 0) / runs.length;
}

export function isActive(state: RunState): boolean {
  return state === 'queued' || state === 'starting' || state === 'training';
}

export function canPause(state: RunState): boolean {
  return state === 'training' || state === 'starting';
}

export function canResume(state: RunState): boolean {
  return state === 'paused' || state === 'stopped' || state === 'interrupted' || state === 'failed';
}

export function canStop(state: RunState): boolean {
  return isActive(state) || state === 'paused';
}

/** The best average AUC of the finished runs; null while none is finished. */
export function bestAverage(runs: readonly RunSummary[]): number | null {
  const averages = runs.flatMap((run) => (run.state === 'complete' && run.averageAuc !== null ? [run.averageAuc] : []));
  return averages.length === 0 ? null : Math.max(...averages);
}
