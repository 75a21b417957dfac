/** What is no file of weights is refused by name, at once and without much memory; safetensors of PyTorch are read. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNetwork } from '../../src/core/networks';
import { initialWeights } from '../../src/core/networks/initial-weights';
import { exportWeights } from '../../src/main/weights/export-weights';
import { readWeights } from '../../src/main/weights/read-weights';
import { encodeSafetensors } from '../../src/main/weights/safetensors';
import { weightsToTorch } from '../../src/main/weights/torch/network-layout';

const network = findNetwork('small-cnn');
const small = initialWeights(network, { imageSize: 64, seed: 3 });
const asTorch = weightsToTorch(network, small);
let folder = '';
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinds-'));
});
afterAll(() => rm(folder, { recursive: true }));

const sparse = async (name: string, start: Uint8Array) => {
  await writeFile(at(name), start);
  await truncate(at(name), 2 ** 30);
};

async function threeThousandShards(): Promise<void> {
  const model = { networkId: 'small-cnn', imageSize: 64, weights: small };
  await exportWeights({ source: model, format: 'tfjs', to: at('shards'), name: 'a', metadata: {} });
  const text = await readFile(at('shards/model.json'), 'utf8');
  const shard = '"group1-shard1of1.bin"';
  expect(text).toContain(shard);
  const many = Array.from({ length: 3000 }, () => shard).join();
  await writeFile(at('shards/model.json'), text.replace(shard, many));
}

function headerOf(bytes: number): Uint8Array {
  const text = JSON.stringify({ a: { dtype: 'F32', shape: [bytes / 4], data_offsets: [0, bytes] } });
  const json = Buffer.from(text.padEnd(120));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json]);
}

const cases: [what: string, make: () => unknown, path: string, told: string][] = [
  [
    'a pipe',
    () => execFileSync('mkfifo', [at('pipe.pth')]),
    'pipe.pth',
    'is not a file but a FIFO (named pipe), and was not opened',
  ],
  ['a link to a device', () => symlink('/dev/zero', at('zero.pth')), 'zero.pth', 'not a file but a device'],
  ['the same, as safetensors', () => symlink('/dev/zero', at('z.safetensors')), 'z.safetensors', 'but a device'],
  ['a gigabyte of nothing', () => sparse('nothing.pth', new Uint8Array(0)), 'nothing.pth', 'neither a zip archive nor'],
  [
    'a gigabyte of spaces',
    () => sparse('model.json', Buffer.from('  {')),
    'model.json',
    'has 1073741824 bytes, more than',
  ],
  ['a gigabyte after a brace', () => sparse('x.bin', Buffer.from('{"a":')), 'x.bin', 'has 1073741824 bytes, more than'],
  [
    'one tensor of a gigabyte',
    () => sparse('one.safetensors', headerOf(2 ** 30 - headerOf(2 ** 30).length)),
    'one.safetensors',
    'none of its 1 tensor fits',
  ],
  ['a shard named 3,000 times', threeThousandShards, 'shards', 'it names the shard group1-shard1of1.bin 3000 times'],
  ['nothing at all', () => writeFile(at('empty.dat'), ''), 'empty.dat', 'it is empty'],
  ['HDF5', () => writeFile(at('a.dat'), Buffer.from('\x89HDF\r\n', 'latin1')), 'a.dat', 'it is an HDF5 file'],
  ['gzip', () => writeFile(at('b.dat'), Uint8Array.of(0x1f, 0x8b, 8)), 'b.dat', 'it is compressed with gzip'],
  ['a web page', () => writeFile(at('c.dat'), '<!DOCTYPE html>'), 'c.dat', 'it is a web page'],
  ['Git LFS', () => writeFile(at('d.dat'), 'version https://git-lfs.github.com'), 'd.dat', 'run git lfs pull'],
  ['a folder without weights', () => mkdir(at('none')), 'none', 'holds no weights'],
];

describe('what holds no weights', () => {
  it.each(cases)('%s is refused by name', async (_, make, path, told) => {
    await make();
    const memoryBefore = process.resourceUsage().maxRSS;
    const startedAt = performance.now();
    await expect(readWeights(at(path))).rejects.toThrow(told);
    expect(performance.now() - startedAt, 'milliseconds').toBeLessThan(5000);
    expect(process.resourceUsage().maxRSS - memoryBefore, 'kilobytes of memory').toBeLessThan(200_000);
  });
});

describe('safetensors of other programs', () => {
  const write = (name: string, bytes: Uint8Array) => writeFile(at(name), bytes);

  it('are read with PyTorch’s shapes and wrappers’ prefixes', async () => {
    const wrapped = asTorch.map((one) => ({ ...one, name: `model.${one.name}` }));
    await write('torch.safetensors', encodeSafetensors(wrapped, { format: 'pt' }));
    const read = await readWeights(at('torch.safetensors'));
    expect(read.weights).toEqual(small);
    expect(read.account.notes[0]).toBe('Taken off the names: model.');
  });

  it.each([
    ['BF16', 2 ** -7],
    ['F64', 0],
  ])(
    'are read as %s, and whole numbers are left alone',
    async (dtype, tolerance) => {
      const header: Record<string, unknown> = {};
      const values: Buffer[] = [];
      let offset = 0;
      const add = (name: string, type: string, shape: readonly number[], bytes: Buffer) => {
        header[name] = { dtype: type, shape, data_offsets: [offset, (offset += bytes.length)] };
        values.push(bytes);
      };
      for (const { name, shape, data } of asTorch) {
        const upper = new Uint16Array(data.buffer, data.byteOffset, 2 * data.length).filter(
          (_, place) => place % 2 === 1,
        );
        const array = dtype === 'BF16' ? upper : Float64Array.from(data);
        add(name, dtype, shape, Buffer.from(array.buffer));
      }
      add('bn1.num_batches_tracked', 'I64', [], Buffer.alloc(8));
      add('mask', 'I64', [], Buffer.alloc(8));
      const json = Buffer.from(JSON.stringify(header));
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(json.length));
      await write(`${dtype}.safetensors`, Buffer.concat([length, json, ...values]));
      const read = await readWeights(at(`${dtype}.safetensors`));
      expect(read.account.notes[0]).toBe('Not weights: mask.');
      for (const [place, { data }] of small.entries()) {
        const ours = read.weights[place]?.data ?? new Float32Array(0);
        expect(ours.length).toBe(data.length);
        data.forEach((value, index) => {
          expect(Math.abs((ours[index] ?? NaN) - value)).toBeLessThanOrEqual(tolerance * Math.abs(value));
        });
      }
    },
    60_000,
  );
});
