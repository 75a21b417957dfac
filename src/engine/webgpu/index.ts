/** The engine `webgpu`: any vendor's GPU through Dawn (npm webgpu) and tfjs-backend-webgpu. */
import type { EngineDefinition } from '../engine';
import { AppError } from '../../shared/errors';
import { whyNotInstalled } from '../installed-package';

export const webgpu: EngineDefinition = {
  id: 'webgpu',
  label: 'WebGPU',
  inspect: async () => ({ available: false, detail: whyNotInstalled('webgpu') ?? 'It is not connected yet.' }),
  open: async () => {
    throw new AppError('unavailable', 'The engine "webgpu" is not connected yet.');
  },
};
