/** Whether a long run's memory is flat, and how much a large batch takes. */
import type { MemoryReport } from './record';
import { OwnWorker, type OwnCase } from './own-worker';
import { median } from './statistics';

const settledSteps = 10;

export interface MemoryOptions {
  /** The built worker. */
  readonly worker: string;
  readonly steps: number;
  readonly tell: (line: string) => void;
}

/** Memory after the tenth step and after the last. Throws when the worker fails. */
export async function measureMemory(ownCase: OwnCase, { worker, steps, tell }: MemoryOptions): Promise<MemoryReport> {
  const { network, objective, engine, batch } = ownCase;
  tell(`memory: ${network}, ${objective}, batch ${batch}, ${engine}, ${steps} steps`);
  const ours = new OwnWorker(worker, ownCase);
  try {
    const settled = Math.min(settledSteps, steps);
    const { seconds } = await ours.steps(settled);
    const early = await ours.memory();
    if (steps > settled) seconds.push(...(await ours.steps(steps - settled)).seconds);
    const late = await ours.memory();
    return {
      network,
      objective,
      engine,
      batch,
      steps,
      settledSteps: settled,
      early,
      late,
      medianSeconds: median(seconds),
    };
  } finally {
    await ours.end();
  }
}
