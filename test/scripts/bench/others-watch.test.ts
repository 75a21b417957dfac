import { expect, it } from 'vitest';
import { OthersWatch } from '../../../scripts/bench/others-watch';

/** Reads one time after the other. */
function watchOver(...times: { busySeconds: number; allSeconds: number }[]): OthersWatch {
  return new OthersWatch(() => times.shift() ?? { busySeconds: 0, allSeconds: 0 });
}

it("gives the busy time that is not the timed processes' own, of all cores' time", () => {
  const watch = watchOver({ busySeconds: 100, allSeconds: 500 }, { busySeconds: 112, allSeconds: 520 });
  watch.exclude(6);
  watch.exclude(4);
  expect(watch.share()).toBe((12 - 10) / 20);
});

it('is never less than nothing', () => {
  const watch = watchOver({ busySeconds: 0, allSeconds: 0 }, { busySeconds: 5, allSeconds: 20 });
  watch.exclude(5.1);
  expect(watch.share()).toBe(0);
});
