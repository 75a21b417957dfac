/** Tells which engines this machine offers, without loading any of them. */
import type { EngineInfo } from '../shared/machine';
import { engines } from './engines';

/** What is known of an engine without having measured it. */
export type EngineFacts = Pick<EngineInfo, 'id' | 'label' | 'available' | 'detail' | 'devices' | 'isSoftware'>;

export async function listEngines(): Promise<EngineFacts[]> {
  return Promise.all(
    engines.map(async (engine) => {
      const { id, label } = engine;
      const { available, detail, devices = [detail], isSoftware = false } = await engine.inspect();
      return {
        id,
        label,
        available,
        detail,
        devices: available ? devices.map((name, index) => ({ index, name })) : [],
        isSoftware,
      };
    }),
  );
}
