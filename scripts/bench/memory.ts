/** Whether a long run's memory is flat, and how much a large batch takes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemoryReport } from './record';
import { OwnWorker, type OwnCase } from './own-worker';
import { median } from './statistics';

const settledSteps = 10;
/** Steps behind the settled ones after which memory is read as well. */
const readAfter = [10, 50, 100];

export interface MemoryOptions {
  /** The built worker. */
  readonly worker: string;
  readonly steps: number;
  readonly tell: (line: string) => void;
}

/**
 * Memory after the tenth step, now and then, and after the last; checkpoints are written after every epoch as in a run.
 * Throws when the worker fails.
 */
export async function measureMemory(ownCase: OwnCase, { worker, steps, tell }: MemoryOptions): Promise<MemoryReport> {
  const { network, objective, engine, batch } = ownCase;
  tell(`memory: ${network}, ${objective}, batch ${batch}, ${engine}, ${steps} steps`);
  const checkpoints = await mkdtemp(join(tmpdir(), 'cored-bench-'));
  const ours = new OwnWorker(worker, { ...ownCase, checkpoints });
  try {
    const settled = Math.min(settledSteps, steps);
    const seconds: number[] = [];
    const readings: MemoryReport['readings'] = [];
    for (const at of readingSteps(settled, steps)) {
      seconds.push(...(await ours.steps(at - seconds.length)).seconds);
      readings.push({ steps: at, memory: await ours.memory() });
    }
    const [early, late] = [readings[0], readings.at(-1)];
    if (!early || !late) throw new Error('A run of no steps has no memory to tell.');
    return {
      network,
      objective,
      engine,
      batch,
      steps,
      settledSteps: settled,
      early: early.memory,
      late: late.memory,
      readings,
      medianSeconds: median(seconds),
    };
  } finally {
    await ours.end();
    await rm(checkpoints, { recursive: true, force: true });
  }
}

/** Rising, the last step at its end. */
export function readingSteps(settled: number, steps: number): number[] {
  const between = readAfter.map((behind) => settled + behind).filter((at) => at < steps);
  return steps > settled ? [settled, ...between, steps] : [settled];
}
