/** The engine `cpu`: tfjs's kernels in plain JavaScript. Complete and slow: for tests of tiny shapes. */
import type { EngineDefinition } from '../engine';
import { whyNotInstalled } from '../installed-package';
import { processorName } from '../processor-name';

export const cpu: EngineDefinition = {
  id: 'cpu',
  label: 'Plain JavaScript',
  packages: ['@tensorflow/tfjs-backend-cpu'],
  inspect: async () => {
    const obstacle = whyNotInstalled('@tensorflow/tfjs-backend-cpu');
    return { available: obstacle === null, detail: obstacle ?? processorName() };
  },
  whyNotMixed: async () => 'has no products with shorter factors',
  open: async () => (await import('./open-cpu')).openCpu(),
};
