/** GPUs as nvidia-smi lists them, and the refusal of one that is not there. */
import { describe, expect, it } from 'vitest';
import { parseDevices, visibleDevice } from '../../../src/engine/tensorflow/devices';

const listed = '1, NVIDIA H100 80GB HBM3\n3, NVIDIA A10\n';
const two = { devices: parseDevices(listed), problem: null };
const none = { devices: [], problem: null };
const choose = (wanted: number | undefined, list: Parameters<typeof visibleDevice>[1] = two) =>
  visibleDevice(wanted, list, 'Some CPU, 2 cores');

describe('TensorFlow devices', () => {
  it('are read from what nvidia-smi prints', () => {
    expect(two.devices).toEqual([
      { index: 1, name: 'NVIDIA H100 80GB HBM3' },
      { index: 3, name: 'NVIDIA A10' },
    ]);
    expect(parseDevices('No devices were found\n')).toEqual([]);
  });

  it('become what CUDA shall see, and nothing when nothing is asked for', () => {
    expect([undefined, 0, 1].map((wanted) => choose(wanted))).toEqual([null, '1', '3']);
    expect(choose(0, none)).toBeNull();
  });

  it('that do not exist are refused by naming those that do', () => {
    expect(() => choose(2)).toThrow(
      'Engine "tensorflow" has no device 2. It has 0 (NVIDIA H100 80GB HBM3), 1 (NVIDIA A10).',
    );
    expect(() => choose(1, none)).toThrow('has no device 1. It has 0 (Some CPU, 2 cores).');
    expect(() => choose(1, { devices: [], problem: 'nvidia-smi cannot tell.' })).toThrow('nvidia-smi cannot tell.');
  });
});
