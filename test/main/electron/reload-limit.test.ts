/** How often a page is loaded again by itself. */
import { expect, it } from 'vitest';
import { ReloadLimit } from '../../../src/main/electron/reload-limit';

it('allows three within a minute, and more as the minute passes', () => {
  const limit = new ReloadLimit();
  expect([0, 10_000, 20_000, 30_000, 59_999].map((atMs) => limit.allow(atMs))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  // The one at 0 is a minute ago.
  expect([60_000, 60_001].map((atMs) => limit.allow(atMs))).toEqual([true, false]);
});

it('never stops loading a page that ends now and then', () => {
  const limit = new ReloadLimit();
  for (let atMs = 0; atMs < 3_600_000; atMs += 25_000) expect(limit.allow(atMs)).toBe(true);
});

it('counts anew after a person asked', () => {
  const limit = new ReloadLimit();
  for (let count = 0; count < 4; count += 1) limit.allow(0);
  limit.reset();
  expect(limit.allow(1)).toBe(true);
});
