/** The engine `tensorflow`: TensorFlow's C library, built against the user's own wheel or brought by tfjs-node(-gpu). */
import type { EngineDefinition, EngineState } from '../engine';
import { processorName } from '../processor-name';
import { listDevices } from './devices';
import { findInstallation, packages } from './installation';
import { whyNoTensorFloat } from './tensor-float';

export const tensorflow: EngineDefinition = {
  id: 'tensorflow',
  label: 'TensorFlow',
  packages,
  inspect,
  open: async (options) => (await import('./open-tensorflow')).openTensorflow(options),
  whyNotMixed: ({ device = 0 } = {}) => whyNoTensorFloat(findInstallation(), device),
};

async function inspect(): Promise<EngineState> {
  const installation = findInstallation();
  if (installation.kind === 'none') return { available: false, detail: installation.reason };
  const { devices, problem } = installation.usesGpu ? await listDevices() : { devices: [], problem: null };
  const computing = problem ?? devices[0]?.name ?? processorName();
  const detail = `${installation.name}, ${computing}`;
  return devices.length === 0
    ? { available: true, detail }
    : { available: true, detail, devices: devices.map(({ name }) => name) };
}
