/** Settles a wish and opens the engine in this process: what a worker does before anything else. */
import { describeDevice, describeOpened, openEngine, precisionNotice } from '../../engine/open-engine';
import type { TrainingWork } from '../../shared/machine';
import type { EngineId, EngineWish, Precision } from '../../shared/recipe';
import { EngineDesk } from '../engines/engine-desk';
import { benchmarksPath } from '../engines/benchmarks-path';
import { findEntry } from '../find-program';

export interface SettledEngine {
  readonly engine: EngineId;
  /** What computes, as the engine reports once it is loaded. */
  readonly device: string;
  /** Why it is not as the wish says; null where it is. */
  readonly notice: string | null;
  /** Bytes that it takes; null where memory alone limits it. */
  readonly largestTensor: number | null;
}

export interface WorkerWish {
  readonly engine: EngineWish;
  /** The training that engines are compared by. */
  readonly work: TrainingWork;
  /** Indices of the engine's devices; the first is opened here, and each other one by a process of its own. */
  readonly devices?: readonly number[] | undefined;
  readonly precision: Precision;
  /** Hears what takes time, and what could not be remembered. */
  tell(message: string): Promise<void>;
}

/** Throws AppError('unavailable') that says why the engine cannot be had, 'bad-input' for a missing device. */
export async function openWished({
  engine: wish,
  work,
  devices = [],
  precision,
  tell,
}: WorkerWish): Promise<SettledEngine> {
  const problems: string[] = [];
  const desk = new EngineDesk({
    script: findEntry('benchmark.js'),
    benchmarksPath: benchmarksPath(),
    onProblem: (message) => problems.push(message),
  });
  const engine = await desk.settle(wish, work, tell);
  for (const problem of problems) await tell(problem);
  const options = { precision, ...(devices[0] !== undefined && { device: devices[0] }) };
  await openEngine(engine, options);
  const { name, largestTensor = null } = await describeOpened(engine, options);
  const others = await Promise.all(devices.slice(1).map((device) => describeDevice(engine, device)));
  const notice = await precisionNotice(engine, options);
  const isMixed = precision === 'mixed' && notice === null;
  const device = [name, ...others].join(' and ');
  return { engine, device: isMixed ? `${device}, mixed precision` : device, notice, largestTensor };
}
