/** Our exports: read back by ourselves everywhere, loaded by PyTorch itself where it is. */
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readTorchCheckpoint } from '../../../../src/main/weights/torch/read-torch-checkpoint';
import { encodeTorchCheckpoint } from '../../../../src/main/weights/torch/encode-torch-checkpoint';
import type { TorchCheckpointOptions } from '../../../../src/main/weights/torch/encode-torch-checkpoint';
import type { Weights } from '../../../../src/core/weights/weights';
import { checkpointFolder } from './checkpoint-folder';
import { expectedTensors } from './expected-checkpoint';
import { findTorchPython, runTorchScript } from './torch-python';

const folder = checkpointFolder();
const python = findTorchPython();
const extra = {
  epoch: 12,
  best_epoch: 300,
  best_acc: 187.5,
  started: 1_700_000_000_000,
  note: 'é',
  optimizer: { state: {}, param_groups: [{ lr: 0.05, nesterov: false, foreach: null, offset: -70_000, zero: -0 }] },
};
const bias = { name: 'bias', shape: [1], data: Float32Array.of(7) };

const writeTorchCheckpoint = (path: string, tensors: Weights, options?: TorchCheckpointOptions) =>
  writeFile(path, encodeTorchCheckpoint(tensors, options));

describe('encodeTorchCheckpoint', () => {
  it('is read back with a counter for each batch normalisation', async () => {
    const path = folder.at('bare.pth');
    await writeTorchCheckpoint(path, expectedTensors, { batchesTracked: 9 });
    expect(await readTorchCheckpoint(path)).toEqual({
      tensors: expectedTensors,
      halfTypes: new Map(),
      format: 'zip',
      isWrapped: false,
      place: 'top',
      places: ['top'],
      prefixes: [],
      classes: null,
      epoch: null,
      bestEpoch: null,
      bestAccuracy: null,
      batchesTracked: 9,
      network: null,
      imageSize: null,
      ignored: [],
    });
  });

  it('is read back with what is saved beside the state_dict', async () => {
    const path = folder.at('wrapped.pth.tar');
    await writeTorchCheckpoint(path, expectedTensors, { extra });
    const read = await readTorchCheckpoint(path);
    expect(read.tensors).toEqual(expectedTensors);
    expect(read).toMatchObject({ isWrapped: true, epoch: 12, bestEpoch: 300, bestAccuracy: 187.5, batchesTracked: 0 });
  });

  it('keeps values that only look alike: NaN, -0, the smallest and the largest', async () => {
    const data = Float32Array.of(NaN, -0, 2 ** -149, 3.4028234663852886e38, -Infinity);
    const tensors = [
      { name: 'a', shape: [5], data },
      { name: 'none', shape: [0, 3], data: new Float32Array(0) },
    ];
    await writeTorchCheckpoint(folder.at('values.pth'), tensors);
    expect((await readTorchCheckpoint(folder.at('values.pth'))).tensors).toEqual(tensors);
  });

  it('writes a view into a larger buffer, and nothing else of that buffer', async () => {
    const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    await writeTorchCheckpoint(folder.at('view.pth'), [{ name: 'a', shape: [2], data }]);
    expect((await readTorchCheckpoint(folder.at('view.pth'))).tensors[0]?.data).toEqual(Float32Array.of(2, 3));
  });

  it('gives the same bytes under another name, and values at multiples of 64', async () => {
    await writeTorchCheckpoint(folder.at('one.pth'), [bias]);
    await writeTorchCheckpoint(folder.at('another-name.pth'), [bias]);
    const bytes = await readFile(folder.at('one.pth'));
    expect(await readFile(folder.at('another-name.pth'))).toEqual(bytes);
    expect(bytes.indexOf(Uint8Array.of(0, 0, 0xe0, 0x40)) % 64).toBe(0); // 7 as little-endian float32
  });

  it('refuses what PyTorch could not load', () => {
    const encode =
      (...tensors: (typeof bias)[]) =>
      () =>
        encodeTorchCheckpoint(tensors);
    expect(encode(bias, bias)).toThrow('Two tensors are named "bias"');
    expect(encode({ ...bias, shape: [2] })).toThrow('has 1 values, its shape [2] asks for 2');
    expect(encode({ ...bias, name: '\ud800' })).toThrow('is not Unicode');
    expect(() => encodeTorchCheckpoint([bias], { extra: { state_dict: 1 } })).toThrow('name of the weights');
  });
});

describe.skipIf(python === null)('PyTorch (skipped where no python3 has it)', () => {
  const load = (path: string): unknown => JSON.parse(runTorchScript(python ?? '', 'load-strict.py', path));
  const loadedTensors = (counter: number) => {
    const floats = expectedTensors.map(({ name, shape, data }) => [name, ['torch.float32', shape, [...data]]]);
    return Object.fromEntries([...floats, ['bn.num_batches_tracked', ['torch.int64', [], [counter]]]]);
  };

  it('loads a bare export strictly, with equal tensors', async () => {
    await writeTorchCheckpoint(folder.at('ours.pth'), expectedTensors, { batchesTracked: 5 });
    expect(load(folder.at('ours.pth'))).toEqual({ tensors: loadedTensors(5), extra: null });
  });

  it('loads a wrapped export strictly, with all that was saved beside it', async () => {
    await writeTorchCheckpoint(folder.at('ours.pth.tar'), expectedTensors, { extra });
    expect(load(folder.at('ours.pth.tar'))).toEqual({ tensors: loadedTensors(0), extra });
  });
});
