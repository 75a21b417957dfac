/** Loads an engine into this process; only the training worker (and tests) do so. */
import { AppError } from '../shared/errors';
import type { EngineId, EngineWish } from '../shared/recipe';
import { listEngines } from './list-engines';

/**
 * Opens the wished engine and makes it tfjs's backend; `auto` takes the first that is available.
 * Throws AppError('unavailable') that says why a wished engine cannot be had.
 */
export async function openEngine(wish: EngineWish): Promise<EngineId> {
  const engines = await listEngines();
  const chosen = engines.find((engine) => (wish === 'auto' ? engine.available : engine.id === wish));
  if (!chosen) throw new AppError('unavailable', 'No engine is available on this machine. Run `cored doctor`.');
  if (!chosen.available) {
    throw new AppError('unavailable', `Engine "${chosen.id}" cannot be used. ${chosen.detail}`);
  }
  switch (chosen.id) {
    case 'wasm':
      await (await import('./wasm/open-wasm')).openWasm();
      break;
    case 'cpu':
      await (await import('./cpu/open-cpu')).openCpu();
      break;
  }
  return chosen.id;
}
