/** PyTorch's LinearLR over the task's epochs: the same step down after each. */
import type { Schedule } from './schedule';

export const linear: Schedule = ({ epoch, epochs }, { learningRate, lastLearningRate }) =>
  learningRate + ((lastLearningRate - learningRate) * (epoch - 1)) / epochs;
