import { expect, it } from 'vitest';
import { PulseReader } from '../../../src/main/worker/pulse-reader';

it('tells for how long a training has not come by, the longest time before, and the processor time meanwhile', () => {
  const now = { marks: 0, seconds: 100, busySeconds: 10 };
  const reader = new PulseReader({
    marks: () => now.marks,
    seconds: () => now.seconds,
    busySeconds: () => now.busySeconds,
  });
  Object.assign(now, { seconds: 104, busySeconds: 13 });
  expect(reader.read()).toEqual({ beat: 1, quietSeconds: 4, longestSeconds: 0, busySeconds: 3 });
  Object.assign(now, { marks: 5, seconds: 106, busySeconds: 15 });
  expect(reader.read()).toEqual({ beat: 2, quietSeconds: 0, longestSeconds: 6, busySeconds: 0 });
  Object.assign(now, { seconds: 107, busySeconds: 15 });
  expect(reader.read()).toEqual({ beat: 3, quietSeconds: 1, longestSeconds: 6, busySeconds: 0 });
});
