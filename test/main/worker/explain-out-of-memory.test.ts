/** Memory that runs out: what the person is told. */
import { describe, expect, it } from 'vitest';
import { resolveRecipe } from '../../../src/core/recipe/recipe';
import { fittingImages } from '../../../src/core/training/planning/plan-micro-batches';
import { OutOfMemoryError } from '../../../src/engine/out-of-memory';
import { AppError } from '../../../src/shared/errors';
import { explainOutOfMemory } from '../../../src/main/worker/explain-out-of-memory';

const machine = { engine: 'wasm', memory: 64 * 2 ** 30 } as const;
const recipe = resolveRecipe({ method: 'cored', network: 'xception', parameters: { batchSize: 128 } });

describe('explainOutOfMemory', () => {
  it('names the images that did not fit at once, and half of them', () => {
    const explained = explainOutOfMemory(new OutOfMemoryError(2 ** 20), {
      ...{ recipe, machine },
      parts: { replicas: 2, microBatches: 2 },
    });
    expect(explained).toMatchObject({
      code: 'unavailable',
      message:
        'Training Xception with 32 images of 128 px at once ran out of memory. ' +
        'Start a new run with "microBatch" (Micro-batch) at 16: more micro-batches are then accumulated for each batch.',
    });
  });

  it('names what is expected to fit where half would be too much again', () => {
    const parts = { replicas: 1, microBatches: 1 };
    const explained = explainOutOfMemory(new OutOfMemoryError(2 ** 20), { recipe, machine, parts });
    const fitting = fittingImages(recipe, machine);
    expect(fitting).toBeLessThan(128 / 2);
    expect(explained).toMatchObject({
      message: expect.stringContaining(
        `with 128 images of 128 px at once ran out of memory. Start a new run with "microBatch" (Micro-batch) at ${fitting}:`,
      ),
    });
  });

  it("names a micro-batch in the place of a GPU's own advice", () => {
    const cause = new OutOfMemoryError(null);
    const gpu = {
      engine: 'webgpu',
      memory: 64 * 2 ** 30,
      device: { memory: 12 * 2 ** 30, largestTensor: null },
    } as const;
    const explained = explainOutOfMemory(new AppError('unavailable', 'The GPU is out of memory.', { cause }), {
      ...{ recipe, machine: gpu },
      parts: { replicas: 1, microBatches: 1 },
    });
    expect(explained).toMatchObject({
      message: expect.stringContaining(
        'with 128 images of 128 px at once ran out of memory. Start a new run with "micro',
      ),
    });
  });

  it('has another way out where a single image does not fit', () => {
    const explained = explainOutOfMemory(new OutOfMemoryError(2 ** 20), {
      ...{ recipe, machine },
      parts: { replicas: 2, microBatches: 64 },
    });
    expect(explained).toMatchObject({
      message: expect.stringMatching(/with 1 image of 128 px .* smaller image size/),
    });
  });

  it('leaves any other error as it is', () => {
    const error = new RangeError('Maximum call stack size exceeded');
    expect(explainOutOfMemory(error, { recipe, machine, parts: { replicas: 1, microBatches: 1 } })).toBe(error);
  });
});
