/** Reads one of a run's small files; one that is damaged is told of and counts as none. */
import { rename } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import { stampNow } from '../registry/stamp-now';

export interface OrDamage<Value> {
  readonly value: Value | null;
  /** A sentence that names the file; none where it is whole, or not there. */
  readonly damage: readonly string[];
}

/** Damaged, or of a newer version. */
export function isUnreadable(error: unknown): error is AppError {
  return error instanceof AppError && (error.code === 'damaged' || error.code === 'newer-version');
}

export async function orDamage<Value>(reading: Promise<Value | null>): Promise<OrDamage<Value>> {
  try {
    return { value: await reading, damage: [] };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return { value: null, damage: [error.message] };
  }
}

/** Before another file is written in its place. */
export async function keepDamaged(path: string): Promise<void> {
  await rename(path, `${path}.damaged-${stampNow()}`);
}
