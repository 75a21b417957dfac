/** Where the replicas of a training lay out numbers for each other, and wait for each other. */

export interface MeetingPoint {
  readonly rank: number;
  readonly count: number;
  /** Numbers that a replica can lay out at once. */
  readonly chunkLength: number;
  /** Where each replica lays out its next numbers, by rank; this one writes to its own and reads the others after `wait`. */
  nextChunks(): readonly Float32Array[];
  /** Tells how many numbers this replica gives in the round that `nextChunks` began. */
  setLength(length: number): void;
  lengthOf(rank: number): number;
  /** `filled`: numbers that it laid out. Returns when every replica has come here. Throws ReplicaFailed when one never will. */
  wait(filled: number): void;
  /** Wakes the others, which throw; the first failure counts. Called by a replica that ends early, or for it. */
  fail(rank?: number): void;
}

/** Thrown in the replicas that wait for one that has failed; what failed is that one's to tell. */
export class ReplicaFailed extends Error {
  override readonly name = 'ReplicaFailed';

  constructor(readonly rank: number) {
    super(`Replica ${rank} has failed.`);
  }
}

/** 1 MiB a replica and half: it stays in the processor's cache. */
export const usualChunkLength = 1 << 18;

/** How often a waiting replica looks whether the others are alive. */
export const lookMs = 500;
