/** Starts a process for each further device of a training, and ends them with it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { singleReplica, type Replica } from '../../core/training/replica';
import { FileMeeting, makeReplicaFile, memoryFolder } from '../../engine/replicas/replica-file';
import type { EngineId } from '../../shared/recipe';
import { findEntry } from '../find-program';
import { isMissing } from '../runs/json-file';
import { isProcessThere } from '../processes/process-start';
import type { DeviceOrder } from './device-order';
import { Companion, findDead, trainAsFirst } from './replica-group';

export interface DeviceProcessesOptions {
  readonly engine: EngineId;
  /** Of the engine, by index; the first is this process's, in which it is open. */
  readonly devices: readonly number[];
  /** The run's. */
  readonly folder: string;
  readonly microBatches: number;
  /** Numbers that a replica lays out at once. */
  readonly chunkLength?: number;
}

/**
 * Runs `train` as the replica on the first device; those on the others train in processes of their own, which have ended when this
 * promise settles. Where one fails, all end, and its error is the one that is thrown.
 */
export async function withDevices<Result>(
  { engine, devices, folder, microBatches, chunkLength }: DeviceProcessesOptions,
  train: (replica: Replica) => Promise<Result>,
): Promise<Result> {
  if (devices.length < 2) return train(singleReplica);
  const path = join(memoryFolder(), `cored-replicas-${process.pid}-${randomUUID()}`);
  const file = makeReplicaFile(path, devices.length, chunkLength);
  const companions: Companion[] = [];
  const meeting = new FileMeeting(file, 0, () => findDead(companions));
  try {
    for (const [rank, device] of devices.entries()) {
      if (rank > 0) companions.push(startProcess(folder, { rank, engine, device, microBatches, file }));
    }
    return await trainAsFirst({ companions, meeting, engine }, train);
  } finally {
    meeting.close();
    await rm(path, { force: true });
  }
}

function startProcess(folder: string, order: DeviceOrder): Companion {
  const child = fork(findEntry('worker.js'), [folder, JSON.stringify(order)], {
    execArgv: process.execArgv,
    // Standard error is worker.log.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Companion({
    rank: order.rank,
    speaker: child,
    isDead: () => child.pid !== undefined && isGone(child.pid),
    terminate: () => endOf(child),
  });
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** A process that has ended stays in the list until this one's event loop hears of it; on Linux it has no command line then. */
function isGone(processId: number): boolean {
  if (!isProcessThere(processId)) return true;
  if (process.platform !== 'linux') return false;
  try {
    return readFileSync(`/proc/${processId}/cmdline`, 'utf8') === '';
  } catch (error) {
    if (isMissing(error)) return true;
    throw error;
  }
}
