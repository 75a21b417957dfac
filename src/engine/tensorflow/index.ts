/** The engine `tensorflow`: TensorFlow's C library, built against the user's own wheel or brought by tfjs-node(-gpu). */
import type { EngineDefinition } from '../engine';
import { processorName } from '../processor-name';
import { findInstallation } from './installation';

export const tensorflow: EngineDefinition = {
  id: 'tensorflow',
  label: 'TensorFlow',
  inspect: async () => {
    const installation = findInstallation();
    if (installation.kind === 'none') return { available: false, detail: installation.reason };
    if (installation.kind === 'package') return { available: true, detail: `${installation.name}, ${processorName()}` };
    const { tensorflow: version, python, usesGpu } = installation.manifest;
    const device = usesGpu ? 'GPU' : processorName();
    return { available: true, detail: `TensorFlow ${version} of ${python}, ${device}` };
  },
  open: async () => (await import('./open-tensorflow')).openTensorflow(),
};
