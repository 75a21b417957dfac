/** TF32 is forbidden unless the recipe asks for it, and a machine without it is told of. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseTensorFloat, parseCapability, whyNoTensorFloat } from '../../../src/engine/tensorflow/tensor-float';

const variable = 'NVIDIA_TF32_OVERRIDE';
let before: string | undefined;
beforeEach(() => (before = process.env[variable]));
afterEach(() => {
  if (before === undefined) Reflect.deleteProperty(process.env, variable);
  else process.env[variable] = before;
});

const built = { kind: 'built', folder: '/addon', name: 'TensorFlow', usesGpu: true } as const;
const ask = (capability: number | null, names: readonly string[] = ['NVIDIA T4', 'NVIDIA A10']) => ({
  list: async () => ({ devices: names.map((name, index) => ({ index: index + 1, name })), problem: null }),
  // Of the second device alone: the one that nvidia-smi calls 2.
  capability: async ({ index }: { index: number }) => (index === 2 ? capability : 7.5),
});

describe('TF32', () => {
  it('is forbidden by precision float32, whatever the environment says', () => {
    process.env[variable] = '1';
    chooseTensorFloat('float32');
    expect(process.env[variable]).toBe('0');
  });

  it('is left to TensorFlow by precision mixed', () => {
    process.env[variable] = '0';
    chooseTensorFloat('mixed');
    expect(process.env[variable]).toBeUndefined();
  });

  it('is missing on a processor', async () => {
    const sentence = 'computes on the processor, which has no TF32';
    expect(await whyNoTensorFloat({ ...built, usesGpu: false }, 0, ask(8.6))).toBe(sentence);
    expect(await whyNoTensorFloat(built, 0, ask(8.6, []))).toBe(sentence);
  });

  it('is missing on a GPU before Ampere, which is named', async () => {
    expect(await whyNoTensorFloat(built, 0, ask(8.6))).toBe(
      'computes on NVIDIA T4, which has no TF32 (compute capability 7.5; it begins at 8.0)',
    );
    expect(await whyNoTensorFloat(built, 1, ask(8.6))).toBeNull();
  });

  it('is not said to be missing where a driver does not tell', async () => {
    expect(await whyNoTensorFloat(built, 1, ask(null))).toBeNull();
    expect([parseCapability('9.0\n'), parseCapability('[Not Supported]\n')]).toEqual([9, null]);
  });
});
