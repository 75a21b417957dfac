/** An engine that is asked for and not there is refused before anything is made. */
import { listEngines } from '../../engine/list-engines';
import { AppError } from '../../shared/errors';
import type { EngineWish } from '../../shared/recipe';

/** Throws AppError 'unavailable', which says why and which engines there are. */
export async function refuseMissingEngine(engine: EngineWish): Promise<void> {
  if (engine === 'auto') return;
  const engines = await listEngines();
  const wanted = engines.find(({ id }) => id === engine);
  if (wanted?.available === true) return;
  const others = engines.filter(({ available }) => available).map(({ id }) => id);
  throw new AppError(
    'unavailable',
    `Engine "${engine}" is not available: ${wanted?.detail ?? 'unknown'} Available: ${others.join(', ')}.`,
  );
}
