/** Watches the runs of the workspace: which of them train, which have ended since the last look, which fell silent. */
import type { RunState, RunSummary } from '../run';

/**
 * A training without an event for this long has stalled. Reports come twenty times an epoch, but nothing is said while
 * images are scored, which takes many minutes on large sets and slow machines.
 */
export const stallMs = 30 * 60_000;

/** Between two looks lie seconds: where it was a minute, the machine slept, and the trainings with it. */
const usualSleptMs = 60_000;

export interface RunNotice {
  readonly what: 'complete' | 'failed' | 'interrupted' | 'stalled';
  readonly run: RunSummary;
}

interface Watched {
  run: RunSummary;
  heardAtMs: number;
  isStallTold: boolean;
}

export class RunWatch {
  private readonly watched = new Map<string, Watched>();

  /** `sleptMs`: a longer time between two looks means that the machine slept. */
  constructor(
    private lookedAtMs: number,
    private readonly sleptMs = usualSleptMs,
  ) {}

  /** The runs that compute now. */
  get training(): readonly RunSummary[] {
    return [...this.watched.values()].map(({ run }) => run).filter(({ state }) => trains(state));
  }

  /** Takes in what a run is now. Its end is a notice once, and only when it was seen before its end. */
  take(run: RunSummary, nowMs: number): RunNotice | null {
    const wasWatched = this.watched.has(run.id);
    if (isUnderWay(run.state)) {
      this.watched.set(run.id, { run, heardAtMs: nowMs, isStallTold: false });
      return null;
    }
    this.watched.delete(run.id);
    // Who stops a run knows that it has ended.
    return wasWatched && isEndToTell(run.state) ? { what: run.state, run } : null;
  }

  /** An event of the run came. */
  hear(runId: string, nowMs: number): void {
    const found = this.watched.get(runId);
    if (found !== undefined) Object.assign(found, { heardAtMs: nowMs, isStallTold: false });
  }

  /** Those that have been silent for too long; each silence is told once. */
  look(nowMs: number): RunNotice[] {
    const sinceLookMs = nowMs - this.lookedAtMs;
    this.lookedAtMs = nowMs;
    const all = [...this.watched.values()];
    if (sinceLookMs > this.sleptMs) for (const one of all) one.heardAtMs += sinceLookMs;
    const stalled = all.filter(
      ({ run, heardAtMs, isStallTold }) => run.state === 'training' && !isStallTold && nowMs - heardAtMs >= stallMs,
    );
    for (const one of stalled) one.isStallTold = true;
    return stalled.map(({ run }) => ({ what: 'stalled', run }));
  }
}

/** Mean share done of the runs that compute, 0 to 1; null when none does. */
export function meanProgress(training: readonly RunSummary[]): number | null {
  if (training.length === 0) return null;
  return training.reduce((sum, { progress }) => sum + (progress?.share ?? 0), 0) / training.length;
}

function trains(state: RunState): boolean {
  return state === 'starting' || state === 'training';
}

function isUnderWay(state: RunState): boolean {
  return trains(state) || state === 'queued' || state === 'paused';
}

function isEndToTell(state: RunState): state is 'complete' | 'failed' | 'interrupted' {
  return state === 'complete' || state === 'failed' || state === 'interrupted';
}
