/** PyTorch's StepLR: the learning rate times a factor after every few epochs. */
import type { Schedule } from './schedule';

export const step: Schedule = ({ epoch }, { learningRate, decayEvery, decayFactor }) =>
  learningRate * decayFactor ** Math.floor((epoch - 1) / decayEvery);
