/** Tells which engines this machine offers, without loading any of them. */
import type { EngineInfo } from '../shared/machine';
import { engines } from './engines';

export async function listEngines(): Promise<EngineInfo[]> {
  return Promise.all(
    engines.map(async (engine) => ({ id: engine.id, label: engine.label, ...(await engine.inspect()) })),
  );
}
