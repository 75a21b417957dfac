/** How many replicas and micro-batches a training gets. */
import { describe, expect, it } from 'vitest';
import { resolveRecipe } from '../../../../src/core/recipe/recipe';
import {
  fittingImages,
  imagesPerBatch,
  planMicroBatches,
  whyUnlikeWished,
  type Machine,
} from '../../../../src/core/training/planning/plan-micro-batches';
import type { Parameters } from '../../../../src/shared/field';

const machine: Machine = { engine: 'wasm', cores: 4, memory: 64 * 2 ** 30 };
const recipe = (network: string, parameters: Parameters = {}) => resolveRecipe({ method: 'ft', network, parameters });
const plan = (network: string, parameters: Parameters = {}, changes: Partial<Machine> = {}) =>
  planMicroBatches(recipe(network, parameters), { ...machine, ...changes }, null);

describe('planMicroBatches', () => {
  it('takes one replica per core for a network that has enough to do, and divides large shares into micro-batches', () => {
    expect(plan('xception', { batchSize: 16 })).toEqual({ replicas: 4, microBatches: 1 });
    const { replicas, microBatches } = plan('xception', { batchSize: 128, imageSize: 256 });
    expect(replicas).toBe(4);
    expect(microBatches).toBeGreaterThan(1);
  });

  it('takes one for a small network, fewer where memory does not hold more, and no more than images', () => {
    expect(plan('small-cnn', { batchSize: 8 }).replicas).toBe(1);
    expect(plan('xception', { batchSize: 128 }, { memory: 8 * 2 ** 30 }).replicas).toBeLessThan(4);
    expect(plan('xception', { batchSize: 3 }).replicas).toBe(3);
  });

  it('takes what is asked for', () => {
    expect(plan('small-cnn', { batchSize: 8, replicas: 3 })).toEqual({ replicas: 3, microBatches: 1 });
    expect(plan('small-cnn', { batchSize: 8, replicas: 2, microBatch: 1 })).toEqual({ replicas: 2, microBatches: 4 });
    expect(plan('small-cnn', { batchSize: 9, replicas: 2, microBatch: 5 })).toEqual({ replicas: 2, microBatches: 1 });
  });

  it('goes on as the training was begun, where the recipe leaves it open', () => {
    const before = { replicas: 2, microBatches: 3 };
    expect(planMicroBatches(recipe('xception'), machine, before)).toEqual(before);
    expect(planMicroBatches(recipe('xception', { replicas: 4, batchSize: 16 }), machine, before).replicas).toBe(4);
  });

  it('accumulates micro-batches in place of replicas on an engine that has none, and says so', () => {
    const asked = recipe('small-cnn', { replicas: 2 });
    const parts = planMicroBatches(asked, { ...machine, engine: 'webgpu' }, null);
    expect(parts).toEqual({ replicas: 1, microBatches: 2 });
    expect(whyUnlikeWished(asked.training, parts, { ...machine, engine: 'webgpu' })).toBe(
      'Engine "webgpu" runs one replica; each batch uses 2 accumulated micro-batches, with the results of 2 replicas.',
    );
    expect(whyUnlikeWished(asked.training, { replicas: 2, microBatches: 1 }, { ...machine, cores: 1 })).toContain(
      '2 replicas share 1 core:',
    );
    expect(whyUnlikeWished(asked.training, { replicas: 2, microBatches: 1 }, machine)).toBeNull();
  });

  it('gives each of several devices its part of a batch, in as many micro-batches as replicas ask for', () => {
    const devices = (count: number): Machine => ({ ...machine, engine: 'webgpu', devices: count });
    const parts = (parameters: Parameters, count = 2) =>
      planMicroBatches(recipe('small-cnn', parameters), devices(count), null);
    expect(parts({ batchSize: 8 })).toEqual({ replicas: 2, microBatches: 1 });
    expect(parts({ batchSize: 8, microBatch: 2 })).toEqual({ replicas: 2, microBatches: 2 });
    expect(parts({ batchSize: 8, replicas: 4 })).toEqual({ replicas: 2, microBatches: 2 });
    expect(() => parts({ batchSize: 8, replicas: 3 })).toThrow(
      '3 replicas cannot be divided among 2 devices: set "replicas" (Replicas) to auto or a multiple of 2',
    );
    const four = recipe('small-cnn', { replicas: 4 }).training;
    expect(whyUnlikeWished(four, { replicas: 2, microBatches: 2 }, devices(2))).toBe(
      'Each of 2 devices takes its part of a batch in 2 accumulated micro-batches, with the results of 4 replicas.',
    );
    expect(whyUnlikeWished(recipe('small-cnn').training, { replicas: 2, microBatches: 1 }, devices(2))).toBeNull();
  });

  it("divides what does not fit into a GPU's own memory, or into one of its buffers", () => {
    const gpu = (memory: number | null, largestTensor: number | null): Partial<Machine> => ({
      ...{ engine: 'webgpu', device: { memory, largestTensor } },
    });
    const xception = { batchSize: 128, imageSize: 128 };
    // 11.5 million numbers an image, 9.5 bytes each: 13 GiB for all of them.
    expect(plan('xception', xception, gpu(12 * 2 ** 30, 2 ** 32 - 4))).toEqual({ replicas: 1, microBatches: 2 });
    expect(plan('xception', xception, gpu(24 * 2 ** 30, 2 ** 32 - 4)).microBatches).toBe(1);
    // The largest maps are 61x61x128 numbers of 4 bytes: 70 images in 128 MiB.
    expect(fittingImages(recipe('xception', xception), { ...machine, ...gpu(null, 2 ** 27) })).toBe(
      Math.floor(2 ** 27 / (61 * 61 * 128 * 4)),
    );
    expect(plan('xception', xception, gpu(null, 2 ** 27)).microBatches).toBe(2);
    // What nobody knows is taken to be as much as the machine has.
    expect(plan('xception', xception, gpu(null, null)).microBatches).toBe(1);
    expect(plan('xception', xception, { ...gpu(null, null), memory: 8 * 2 ** 30 }).microBatches).toBeGreaterThan(1);
  });

  it('counts the images that a method replays and the numbers that it carries', () => {
    const of = (method: string, parameters: Parameters = {}) =>
      resolveRecipe({ method, network: 'small-cnn', parameters: { batchSize: 8, ...parameters } });
    // DER++ draws twice from its buffer: 8 + 2 * 12 images.
    const derpp = of('derpp', { replayedImages: 12, microBatch: 8 });
    expect(imagesPerBatch(derpp)).toBe(32);
    expect(planMicroBatches(derpp, machine, null).microBatches).toBe(4);
    const memory = 8 * 2 ** 30;
    const fitting = (method: string) =>
      fittingImages(resolveRecipe({ method, network: 'xception', parameters: {} }), { engine: 'cpu', memory });
    expect(fitting('ewc-online')).toBeLessThan(fitting('ft'));
    expect(fitting('si')).toBeLessThan(fitting('ewc-online'));
  });
});
