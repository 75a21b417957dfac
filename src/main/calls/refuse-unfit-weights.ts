/** Weights that were read, and cannot be used as they are. */
import { AppError } from '../../shared/errors';
import type { WeightsInfo } from '../../shared/weights';

/** One value that is no number makes every score one. */
export function refuseUnfit({ path, problems }: WeightsInfo): void {
  if (problems.length === 0) return;
  throw new AppError(
    'bad-input',
    `The weights "${path}" cannot be used:\n${problems.join('\n')}\nTake those of an epoch before they broke.`,
  );
}

/** A last layer that was just drawn would give scores that say nothing. */
export function refuseSeeded({ path, account }: WeightsInfo): void {
  if (account.seeded.length === 0) return;
  throw new AppError(
    'bad-input',
    `The weights "${path}" have no last layer for fake and real (${account.seeded.join(', ')}), so that they give no scores. Start a training from them, and evaluate what it leaves.`,
  );
}
