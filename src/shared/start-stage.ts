/** A chain that is taken up at a later stage: what it needs. */
import { AppError } from './errors';
import { formatCount } from './format';

export interface ChainStart {
  /** The first stage that is trained, from 1. */
  readonly startStage: number;
  /** Names of the chain's tasks. */
  readonly chain: readonly string[];
  /** Whether there are weights to start from. */
  readonly hasWeights: boolean;
}

/** Throws AppError('bad-input') for a stage that the chain does not have, and for one before which nothing was learnt. */
export function refuseStartStage({ startStage, chain, hasWeights }: ChainStart): void {
  if (startStage > chain.length) {
    throw new AppError(
      'bad-input',
      `The chain has ${formatCount(chain.length, 'task')}, so it cannot start at stage ${startStage}.`,
    );
  }
  if (startStage === 1 || hasWeights) return;
  const learnt = chain.slice(0, startStage - 1).join(', ');
  throw new AppError(
    'bad-input',
    `A chain that starts at stage ${startStage} needs weights that have learnt ${learnt}.`,
  );
}
