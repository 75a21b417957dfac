/** Keeps beside the registry what it alone would know, and gives it back what it has lost of that. */
import { toAppError } from '../../shared/errors';
import type { CallContext } from './handler';

/** What the registry has lost of that which it alone would know. Damaged lists keep nobody from working. */
export async function giveBackKept({
  kept,
  registry,
  log,
}: Pick<CallContext, 'kept' | 'registry' | 'log'>): Promise<void> {
  try {
    for (const message of await kept.giveBack()) log.warn(message);
    if (registry.damage.whole === null) await kept.keep();
  } catch (error) {
    log.warn({ error }, toAppError(error).message);
  }
}

/** The call is done, whether or not its lists can be kept beside the registry. */
export async function keepLists({ kept, registry, log }: CallContext): Promise<void> {
  if (registry.damage.whole !== null) return;
  try {
    await kept.keep();
  } catch (error) {
    log.warn({ error }, toAppError(error).message);
  }
}
