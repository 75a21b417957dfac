/** Schedules beside PyTorch's, epoch by epoch, and the warm-up before them, batch by batch. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { learningRateAt, scheduleIds } from '../../../src/core/schedules/index';
import recorded from '../../golden/optimizers.json';

const golden = z
  .object({
    epochs: z.number(),
    learningRate: z.number(),
    lastLearningRate: z.number(),
    schedules: z.record(z.enum(scheduleIds), z.array(z.number())),
  })
  .parse(recorded);

const { epochs, learningRate, lastLearningRate, schedules } = golden;
const options = { learningRate, lastLearningRate, decayEvery: 5, decayFactor: 0.5, warmupEpochs: 0 };

it.each(scheduleIds)("%s gives PyTorch's learning rates, the same in all batches of an epoch", (schedule) => {
  for (const batch of [1, 7]) {
    const rates = schedules[schedule].map((_, index) =>
      learningRateAt({ epoch: index + 1, epochs, batch, batches: 7 }, { ...options, schedule }),
    );
    expect(rates).toHaveLength(epochs);
    rates.forEach((rate, index) => expect(rate).toBeCloseTo(schedules[schedule][index] ?? NaN, 12));
  }
});

it('grows in equal steps while it warms up, then is the schedule', () => {
  const warm = { ...options, schedule: 'step', warmupEpochs: 2 } as const;
  const at = (epoch: number, batch: number) => learningRateAt({ epoch, epochs, batch, batches: 4 }, warm);
  const grown = [1, 2].flatMap((epoch) => [1, 2, 3, 4].map((batch) => at(epoch, batch)));
  grown.forEach((rate, index) => expect(rate).toBeCloseTo((learningRate * (index + 1)) / 8, 12));
  expect(at(3, 1)).toBe(learningRate);
  expect(at(6, 1)).toBeCloseTo(learningRate / 2, 12);
});
