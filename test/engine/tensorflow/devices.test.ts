/** GPUs as nvidia-smi lists them, and the refusal of one that is not there. */
import { describe, expect, it } from 'vitest';
import { parseDevices, refuseMissingDevices } from '../../../src/engine/tensorflow/devices';

const listed = '0, NVIDIA H100 80GB HBM3\n1, NVIDIA A10\n';
const twoDevices = async () => parseDevices(listed);
const refuse = (visible: string | undefined, list = twoDevices) =>
  refuseMissingDevices(visible === undefined ? {} : { CUDA_VISIBLE_DEVICES: visible }, list);

describe('TensorFlow devices', () => {
  it('are read from what nvidia-smi prints', () => {
    expect(parseDevices(listed)).toEqual([
      { index: 0, name: 'NVIDIA H100 80GB HBM3' },
      { index: 1, name: 'NVIDIA A10' },
    ]);
    expect(parseDevices('No devices were found\n')).toEqual([]);
  });

  it('are taken when they exist, and when nothing is asked for', async () => {
    for (const visible of [undefined, '', '-1', '0', '1,0', 'GPU-8932f937']) {
      await expect(refuse(visible)).resolves.toBeUndefined();
    }
  });

  it('that do not exist are refused by naming those that do', async () => {
    const refused = refuse('0,2');
    await expect(refused).rejects.toMatchObject({ code: 'bad-input' });
    await expect(refused).rejects.toThrow(
      'asks for GPU 2, which is not there. There are: 0 (NVIDIA H100 80GB HBM3), 1 (NVIDIA A10).',
    );
    await expect(refuse('0', async () => [])).rejects.toThrow('This machine has no NVIDIA GPU');
  });
});
