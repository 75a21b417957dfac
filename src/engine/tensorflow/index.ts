/** The engine `tensorflow`: TensorFlow's C library through tfjs-node-gpu or tfjs-node. */
import type { EngineDefinition } from '../engine';
import { AppError } from '../../shared/errors';
import { whyNotInstalled } from '../installed-package';

export const tensorflow: EngineDefinition = {
  id: 'tensorflow',
  label: 'TensorFlow',
  inspect: async () => ({
    available: false,
    detail: whyNotInstalled('@tensorflow/tfjs-node-gpu') ?? 'It is not connected yet.',
  }),
  open: async () => {
    throw new AppError('unavailable', 'The engine "tensorflow" is not connected yet.');
  },
};
