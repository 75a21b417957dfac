/** Packages' own names, as they give them (test/torch/list-package-keys.py): each tensor of ours is taken from the right one of theirs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findNetwork } from '../../src/core/networks';
import { fitWeights } from '../../src/main/weights/sources/fit-weights';
import { takePrefixesOff } from '../../src/main/weights/torch/key-prefixes';
import { torchShapes } from '../../src/main/weights/torch/network-layout';

function keysOf(list: string) {
  const lines = readFileSync(join(import.meta.dirname, 'keys', `${list}.txt`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const [name = '', shape = ''] = line.split(' ');
    return { name, shape: shape === '' ? [] : shape.split(',').map(Number) };
  });
}

const isCounter = ({ name }: { name: string }) => name.endsWith('num_batches_tracked');

interface Expected {
  readonly network: string;
  readonly source: string | null;
  readonly prefixes: string[];
  readonly head: string;
  readonly ignored: string[];
}

const adjust = ['0.weight', '0.bias', '1.weight', '1.bias', '1.running_mean', '1.running_var'];
const lists: [list: string, expected: Expected][] = [
  ['pretrainedmodels-xception', { network: 'xception', source: null, prefixes: [], head: 'seeded', ignored: [] }],
  [
    'timm-legacy_xception',
    {
      network: 'xception',
      source: 'timm (legacy_xception) or the weights that pretrainedmodels downloads',
      prefixes: [],
      head: 'whole',
      ignored: [],
    },
  ],
  [
    'faceforensics-transfermodel',
    {
      network: 'xception',
      source: 'FaceForensics++ (TransferModel)',
      prefixes: ['model.'],
      head: 'whole',
      ignored: [],
    },
  ],
  [
    'deepfakebench-xception',
    {
      network: 'xception',
      source: 'DeepfakeBench',
      prefixes: ['backbone.'],
      head: 'whole',
      ignored: adjust.map((name) => `adjust_channel.${name}`),
    },
  ],
  ['efficientnet_pytorch-b0', { network: 'efficientnet-b0', source: null, prefixes: [], head: 'seeded', ignored: [] }],
  [
    'timm-tf_efficientnet_b0',
    { network: 'efficientnet-b0', source: 'timm (tf_efficientnet_b0)', prefixes: [], head: 'whole', ignored: [] },
  ],
];

describe('names of other packages', () => {
  it.each(lists)('%s is recognised', (list, expected) => {
    const { tensors, prefixes } = takePrefixesOff(keysOf(list));
    const fit = fitWeights(tensors, null, list);
    const ignored = fit.ignored.filter((name) => !name.endsWith('num_batches_tracked'));
    const { id } = fit.network;
    expect({ network: id, source: fit.source?.label ?? null, prefixes, head: fit.head, ignored }).toEqual(expected);
  });

  it.each(lists)(
    '%s gives each tensor of ours one of theirs in the same place, of the same shape',
    (list, { head }) => {
      const { tensors } = takePrefixesOff(keysOf(list));
      const fit = fitWeights(tensors, null, list);
      const shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
      const ours = torchShapes(fit.network).filter(({ name }) => fit.taken.has(name));
      expect(ours).toHaveLength(torchShapes(fit.network).length - (head === 'whole' ? 0 : 2));
      for (const { name, shape } of ours) expect(shapes.get(fit.taken.get(name) ?? '')).toEqual(shape);
      // All packages list a network's tensors in the order in which they are computed, but for the squeeze layers' parts.
      const theirs = new Map(tensors.filter((one) => !isCounter(one)).map(({ name }, place) => [name, place]));
      const places = ours.map(({ name }) => theirs.get(fit.taken.get(name) ?? '') ?? -1);
      expect(new Set(places).size).toBe(places.length);
    },
  );

  it('takes timm’s second block of a stage for the one after its first', () => {
    const { taken } = fitWeights(keysOf('timm-tf_efficientnet_b0'), null, 'timm');
    expect(taken.get('_blocks.0._project_conv.weight')).toBe('blocks.0.0.conv_pw.weight');
    expect(taken.get('_blocks.2._expand_conv.weight')).toBe('blocks.1.1.conv_pw.weight');
    expect(taken.get('_blocks.15._bn2.running_var')).toBe('blocks.6.0.bn3.running_var');
  });

  it('reads 1x1 kernels without their last two axes', () => {
    const flat = keysOf('pretrainedmodels-xception').map(({ name, shape }) => ({
      name: name.replace('last_linear', 'fc'),
      shape: name.includes('pointwise') ? shape.slice(0, 2) : shape,
    }));
    expect(fitWeights(flat, null, 'xception-b5690688.pth')).toMatchObject({
      network: findNetwork('xception'),
      head: 'seeded',
      theirHead: 'a last layer of 1000 outputs over 2048 features',
    });
  });

  it('refuses a network that has more in its blocks, with the names', () => {
    const more = [...keysOf('timm-legacy_xception'), { name: 'block3.se.weight', shape: [9] }];
    expect(() => fitWeights(more, null, 'more.pth')).toThrow('not part of xception: block3.se.weight');
  });
});
