/** The same learning rate in every epoch. */
import type { Schedule } from './schedule';

export const constant: Schedule = (_, { learningRate }) => learningRate;
