/** Recorded steps on engine `webgpu` against the same steps computed directly: bit by bit. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Recordings } from '../../../../src/core/recording/recordings';
import { openWebgpu } from '../../../../src/engine/webgpu/open-webgpu';
import { findAdapter, titled } from '../../../fixtures/webgpu-adapter';
import { trainSmallCnn, Unrecorded } from '../../../fixtures/recorded-steps';

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('a recorded step of webgpu', adapter), () => {
  beforeAll(() => openWebgpu());

  it(
    'equals one that was not recorded, bit by bit, with rates that change and a smaller batch between',
    { timeout: 120_000 },
    async () => {
      const before = tf.memory();
      const expected = await trainSmallCnn(new Unrecorded());
      expect(await trainSmallCnn(new Recordings())).toEqual(expected);
      expect(tf.memory().numTensors).toBe(before.numTensors);
    },
  );

  it('adds up micro-batches as if they were not recorded', { timeout: 120_000 }, async () => {
    const given = { microBatches: 2, counts: [4, 4] };
    expect(await trainSmallCnn(new Recordings(), given)).toEqual(await trainSmallCnn(new Unrecorded(), given));
  });
});
