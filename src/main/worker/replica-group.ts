/** The first replica of a training and its companions, which train in threads or processes of their own and end with it. */
import type { EventEmitter } from 'node:events';
import type { Replica } from '../../core/training/replica';
import { ReplicaFailed, type MeetingPoint } from '../../engine/replicas/meeting-point';
import { sharedReplica } from '../../engine/replicas/shared-replica';
import { tensorAccess } from '../../engine/replicas/tensor-access';
import { AppError } from '../../shared/errors';
import type { EngineId } from '../../shared/recipe';
import type { ReplicaMessage } from './replica-order';

export interface CompanionOptions {
  readonly rank: number;
  /** A thread or a process, which says `ReplicaMessage`s. */
  readonly speaker: EventEmitter;
  /** Also while this thread's event loop stands still. */
  isDead(): boolean;
  terminate(): Promise<unknown>;
}

export class Companion {
  readonly rank: number;
  /** Resolves when its engine is open. */
  readonly ready: Promise<void>;
  /** Resolves when its training has ended; rejects with what it failed of. */
  readonly ended: Promise<void>;

  constructor(private readonly options: CompanionOptions) {
    const { rank, speaker } = options;
    this.rank = rank;
    const failure = new Promise<never>((_, reject) => {
      speaker.on('message', (message: ReplicaMessage) => {
        if (message.type === 'failed') reject(asError(message));
      });
      speaker.on('error', reject);
      speaker.on('exit', (code: number | null, signal?: string | null) =>
        reject(new AppError('internal', exitMessage(rank, signal ?? `exit code ${code}`))),
      );
    });
    const told = (type: ReplicaMessage['type']) =>
      new Promise<void>((resolve) => {
        speaker.on('message', (message: ReplicaMessage) => {
          if (message.type === type) resolve();
        });
      });
    this.ready = Promise.race([told('ready'), failure]);
    this.ended = Promise.race([told('ended'), failure]);
    // Of several that fail one is told; nobody waits for the others.
    this.ready.catch(() => undefined);
    this.ended.catch(() => undefined);
  }

  isDead(): boolean {
    return this.options.isDead();
  }

  async terminate(): Promise<void> {
    await this.options.terminate();
  }
}

export interface ReplicaGroup {
  readonly companions: readonly Companion[];
  readonly meeting: MeetingPoint;
  readonly engine: EngineId;
}

/**
 * Runs `train` as the first of the replicas; the others have ended when this promise settles. Where a replica fails, all end, and
 * its error is the one that is thrown.
 */
export async function trainAsFirst<Result>(
  { companions, meeting, engine }: ReplicaGroup,
  train: (replica: Replica) => Promise<Result>,
): Promise<Result> {
  try {
    await Promise.all(companions.map(({ ready }) => ready));
    const result = await train(sharedReplica(meeting, await tensorAccess(engine)));
    for (const one of companions) await one.ended;
    return result;
  } catch (error) {
    meeting.fail();
    if (!(error instanceof ReplicaFailed)) throw error;
    await companions.find(({ rank }) => rank === error.rank)?.ended;
    throw error;
  } finally {
    await Promise.all(companions.map((one) => one.terminate()));
  }
}

/** The rank of a companion that is gone, or null. */
export function findDead(companions: readonly Companion[]): number | null {
  return companions.find((one) => one.isDead())?.rank ?? null;
}

function asError({ error, stack }: Extract<ReplicaMessage, { type: 'failed' }>): AppError {
  const failure = new AppError(error.code, error.message);
  failure.stack = stack;
  return failure;
}

function exitMessage(rank: number, how: string): string {
  return `Replica ${rank} ended early (${how}); worker.log may say why. Resume the run, or set "replicas" to 1.`;
}
