/** How many runs one experiment may make: more are nearly always a slip, and fill the disk. */
import { AppError } from '../errors';

export const mostRuns = 500;

/** Throws AppError('bad-input') that says how many it would be. `made`: `4 orders × 2 methods × 3 seeds`. */
export function refuseTooMany(count: number, made: string): void {
  if (count <= mostRuns) return;
  throw new AppError(
    'bad-input',
    `${made} would be ${count} runs. One experiment makes at most ${mostRuns}: take fewer values, orders or seeds, or draw some at random.`,
  );
}
