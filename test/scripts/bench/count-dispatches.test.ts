/** Plain steps on engine `webgpu` stay within the dispatches that they may take, on the device with the lowest limits. */
import { expect, it } from 'vitest';
import { countDispatches } from '../../../scripts/bench/count-dispatches';

it.each([
  { network: 'xception', most: 700 },
  { network: 'efficientnet-b0', most: 1000 },
] as const)('$network, batch 16: at most $most', { timeout: 120_000 }, async ({ network, most }) => {
  const { dispatches, medianMilliseconds } = await countDispatches({ network, batch: 16, size: 128, steps: 2 });
  expect(dispatches).toBeLessThanOrEqual(most);
  // Fewer would mean that the step was not computed on the device.
  expect(dispatches).toBeGreaterThan(most / 2);
  expect(medianMilliseconds).toBeGreaterThan(0);
});
