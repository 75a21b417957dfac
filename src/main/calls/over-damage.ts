/** Lets a call go on over damage of the registry that it meets: another one stands in, or a run is read anew. */
import type { Logger } from 'pino';
import type { AppError } from '../../shared/errors';
import type { Registry } from '../registry/registry';
import { standInAfter } from '../registry/stand-in';
import type { RunImports } from '../runs/run-imports';

export interface DamageSurroundings {
  readonly registry: Registry;
  readonly imports: RunImports;
  /** Whether whoever calls waits until every run folder has been read. */
  readonly waits: boolean;
  /** What is kept beside the registry, to the one that stands in. */
  giveBack(): Promise<void>;
  /** Hears of a damage of the whole, once. */
  onDamage(damage: AppError): void;
  readonly log: Logger;
}

/** `repeats`: the work only reads, so that it can be done a second time. */
export async function overDamage<Result>(
  work: () => Result | Promise<Result>,
  surroundings: DamageSurroundings,
  { repeats }: { repeats: boolean },
): Promise<Result> {
  const { registry, imports } = surroundings;
  try {
    const result = await work();
    if (!registry.damage.hasRuns) return result;
    // A list has left them out.
    await imports.mend();
    return repeats ? await work() : result;
  } catch (error) {
    const damage = standIn(error, surroundings);
    if (damage !== null) {
      await takeFoldersIn(surroundings);
      if (!repeats) throw damage;
      return await work();
    }
    if (!registry.damage.hasRuns) throw error;
    await imports.mend();
    if (!repeats) throw error;
    return await work();
  }
}

/** Where the error says that the registry is damaged, another one stands in from now on; null for any other error. */
export function standIn(error: unknown, { registry, onDamage }: DamageSurroundings): AppError | null {
  const wasWhole = registry.damage.whole === null;
  const damage = standInAfter(registry, error);
  if (damage !== null && wasWhole) onDamage(damage);
  return damage;
}

async function takeFoldersIn({ giveBack, imports, waits, log }: DamageSurroundings): Promise<void> {
  await giveBack();
  const looking = imports.look();
  if (waits) return looking;
  looking.catch((error: unknown) => log.error({ error }, 'The run folders could not be looked at'));
}
