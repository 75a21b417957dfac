/** Our networks as PyTorch checkpoints: named and shaped as the published ones, and read back to the same weights. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findNetwork, networks } from '../../../src/core/networks';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import type { NamedTensor, Weights } from '../../../src/core/weights/weights';
import { exportWeights } from '../../../src/main/weights/export-weights';
import { inspectWeights, readWeights } from '../../../src/main/weights/read-weights';
import { torchFormat } from '../../../src/main/weights/torch-format';
import { encodeTorchCheckpoint } from '../../../src/main/weights/torch/encode-torch-checkpoint';
import { torchShapes, weightsToTorch } from '../../../src/main/weights/torch/network-layout';
import { readTorchCheckpoint } from '../../../src/main/weights/torch/read-torch-checkpoint';
import { goldenWeights, GoldenNetwork, ourIndex } from '../../core/networks/golden-network';
import { checkpointFolder } from './torch/checkpoint-folder';

const folder = checkpointFolder();

const smallCnn = findNetwork('small-cnn');
const small = initialWeights(smallCnn, { imageSize: 64, seed: 3 });
const asTorch = weightsToTorch(smallCnn, small);

describe.each(['xception', 'efficientnet-b0'])('%s', (id) => {
  const network = findNetwork(id);
  const read = async () => {
    const golden = join(import.meta.dirname, '../../golden', `${id}.json`);
    return GoldenNetwork.parse(JSON.parse(await readFile(golden, 'utf8')));
  };

  it('has the published names and shapes in their order', async () => {
    const published = (await read()).parameters.map(([name, shape]) => ({ name, shape }));
    expect(torchShapes(network)).toEqual(published);
  });

  it('is written in PyTorch’s layout, and read back as it was', async () => {
    const golden = await read();
    const weights = goldenWeights(network, golden);
    const model = { networkId: id, imageSize: 96, weights };
    const { files } = await exportWeights({
      source: model,
      format: 'torch',
      to: folder.at(id),
      name: 'golden',
      metadata: { run: 'run-1' },
    });
    const [path = ''] = files;
    expect(path).toBe(join(folder.at(id), 'golden.pth'));
    const { tensors } = await readTorchCheckpoint(path);
    const ours = new Map(weights.map((tensor) => [tensor.name, tensor]));
    for (const [place, [name, shape]] of golden.parameters.entries()) {
      const tensor = tensors[place];
      expect([tensor?.name, tensor?.shape]).toEqual([name, shape]);
      // Every element would take long; these reach into all axes.
      for (let index = 0; index < (tensor?.data.length ?? 0); index += 997) {
        expect(tensor?.data[index], `${name} at ${index}`).toBe(ours.get(name)?.data[ourIndex(index, shape)]);
      }
    }
    const back = await torchFormat.read(path);
    expect(back).toMatchObject({ networkId: id, imageSize: 96 });
    expect(back.weights.map(({ name, shape }) => ({ name, shape }))).toEqual(
      weights.map(({ name, shape }) => ({ name, shape: [...shape] })),
    );
    const differing = back.weights.filter(({ data }, place) => !isEqual(data, weights[place]?.data));
    expect(differing.map(({ name }) => name)).toEqual([]);
  });
});

function isEqual(a: Float32Array, b: Float32Array | undefined): boolean {
  return (
    b !== undefined &&
    Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength))
  );
}

describe('a checkpoint of another program', () => {
  const write = (name: string, tensors: Weights, extra?: Record<string, string | number>) =>
    folder.write(name, encodeTorchCheckpoint(tensors, extra === undefined ? {} : { extra }));

  it.each([
    ['bare, .pth', 'bare.pth', asTorch, undefined],
    ['wrapped, .pth.tar', 'wrapped.pth.tar', asTorch, { epoch: 3, best_acc: 180 }],
    [
      'with DataParallel’s prefix',
      'module.pth',
      asTorch.map((one) => ({ ...one, name: `module.${one.name}` })),
      undefined,
    ],
    ['in another order', 'reversed.pt', asTorch.toReversed(), undefined],
  ] as const)('is recognised by names and shapes: %s', async (_, name, tensors, extra) => {
    const path = await write(name, tensors, extra);
    const read = await readWeights(path);
    expect(read).toMatchObject({ format: 'torch', networkId: 'small-cnn' });
    expect(read.weights).toEqual(small);
  });

  it('gets the network’s default image size, which no tensor tells', async () => {
    const path = await write('sizeless.pth', asTorch);
    expect(await inspectWeights(path)).toMatchObject({ path, format: 'torch', network: 'small-cnn', imageSize: 64 });
    const impossible = await write('impossible.pth', asTorch, { image_size: 33 });
    expect((await readWeights(impossible)).imageSize).toBe(64);
  });

  it('is refused with every difference from the nearest network', async () => {
    const wide = { name: 'fc.weight', shape: [3, 128], data: new Float32Array(3 * 128) };
    const head = { name: 'head.bias', shape: [1], data: Float32Array.of(1) };
    const changed: NamedTensor[] = asTorch.filter(({ name }) => name !== 'bn2.bias' && name !== 'fc.weight');
    const path = await write('changed.pth', [...changed, wide, head]);
    const count = asTorch.length;
    const known = networks.map(({ id }) => id).join(', ');
    await expect(readWeights(path)).rejects.toMatchObject({
      code: 'bad-input',
      message: [
        `${path} does not fit the network small-cnn, the nearest of those known (${known}): ` +
          `${count - 2} of its ${count} tensors match.`,
        'missing: bn2.bias',
        'not part of small-cnn: head.bias',
        'fc.weight has the shape [3, 128] instead of [2, 128]',
      ].join('\n'),
    });
  });

  it('is refused where nothing fits, and where it names a network that it does not hold', async () => {
    const nothing = await write('nothing.pth', [{ name: 'a', shape: [1], data: Float32Array.of(1) }]);
    await expect(readWeights(nothing)).rejects.toThrow('none of its 1 tensor fits one of those known (small-cnn');
    const wrong = await write('wrong.pth', asTorch, { network: 'xception' });
    await expect(readWeights(wrong)).rejects.toThrow('does not fit the network xception');
  });

  it('is refused as what it is where it is no checkpoint, though its name says so', async () => {
    await writeFile(folder.at('text.pth'), 'no weights');
    await expect(readWeights(folder.at('text.pth'))).rejects.toMatchObject({ code: 'damaged' });
  });
});
