/** PyTorch's CosineAnnealingLR over the task's epochs (Loshchilov and Hutter, 2017, without restarts). */
import type { Schedule } from './schedule';

export const cosine: Schedule = ({ epoch, epochs }, { learningRate, lastLearningRate }) =>
  lastLearningRate + ((learningRate - lastLearningRate) * (1 + Math.cos((Math.PI * (epoch - 1)) / epochs))) / 2;
