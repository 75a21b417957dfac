/** Loads an engine into this process; only the training worker (and tests) do so. */
import { AppError } from '../shared/errors';
import type { EngineId, EngineWish } from '../shared/recipe';
import { engines } from './engines';

/**
 * Opens the wished engine and makes it tfjs's backend; `auto` takes the first that is available.
 * Throws AppError('unavailable') that says why a wished engine cannot be had.
 */
export async function openEngine(wish: EngineWish): Promise<EngineId> {
  for (const engine of engines) {
    if (wish !== 'auto' && engine.id !== wish) continue;
    const { available, detail } = await engine.inspect();
    if (!available && wish === 'auto') continue;
    if (!available) throw new AppError('unavailable', `Engine "${engine.id}" cannot be used. ${detail}`);
    await engine.open();
    return engine.id;
  }
  throw new AppError('unavailable', 'No engine is available on this machine. Run `cored doctor`.');
}
