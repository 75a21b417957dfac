/** Files whose headers claim much: pixels, tensors, shards and lines, with little or nothing behind them. */
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { MemoryRoom } from '../../../src/main/datasets/memory-room';
import { showThumbnails } from '../../../src/main/images/show-pictures';
import { EventLog } from '../../../src/main/runs/event-log';
import { EventTail } from '../../../src/main/runs/event-tail';
import { inspectWeights } from '../../../src/main/weights/read-weights';
import { weightsSeeds } from './seeds';

interface LargeFile {
  readonly name: string;
  /** Left out of the short form. */
  readonly isSlow: boolean;
  make(folder: string): Promise<string[]>;
  read(paths: readonly string[]): Promise<unknown>;
}

/** Grey, all black: 8192 x 8192 pixels take 65 kB. */
function blackPng(side: number, bitsPerPixel: 1 | 8): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = bitsPerPixel;
  const pixels = deflateSync(Buffer.alloc(side * (1 + Math.ceil((side * bitsPerPixel) / 8))));
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function eightPngs(name: string, side: number, bitsPerPixel: 1 | 8): LargeFile {
  return {
    name,
    isSlow: bitsPerPixel === 8,
    make: async (folder) => {
      const png = blackPng(side, bitsPerPixel);
      const paths = Array.from({ length: 8 }, (_, index) => join(folder, `${side}-${index}.png`));
      for (const path of paths) await writeFile(path, png);
      return paths;
    },
    read: (paths) =>
      showThumbnails(
        { folder: '/', prefix: '' },
        paths.map((path) => ({ file: path.slice(1), className: 'real' })),
        new MemoryRoom(),
      ),
  };
}

async function modelJson(folder: string, change: (json: ModelJson) => void): Promise<string> {
  const seed = (await weightsSeeds()).find(({ name }) => name === 'model.json');
  if (seed === undefined) throw new Error('There is no model.json among the seeds.');
  const json: ModelJson = JSON.parse(seed.bytes.toString());
  await mkdir(folder, { recursive: true });
  for (const { name, bytes } of seed.beside) await writeFile(join(folder, name), bytes);
  change(json);
  await writeFile(join(folder, 'model.json'), JSON.stringify(json));
  return join(folder, 'model.json');
}

interface ModelJson {
  weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: string }[] }[];
}

const inspect = ([path = '']: readonly string[]) => inspectWeights(path);

async function sparse(path: string, beginning: Buffer | string, sizeBytes: number): Promise<string[]> {
  await writeFile(path, beginning);
  await truncate(path, sizeBytes);
  return [path];
}

function safetensors(header: string): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([bytes, Buffer.from(header)]);
}

const valueBytes = 1_900_000_000;

export const largeFiles: readonly LargeFile[] = [
  eightPngs('eight pictures of 16000 x 16000', 16_000, 1),
  eightPngs('eight pictures of the largest size that is read', 8192, 8),
  {
    name: 'one shard named 3,000 times',
    isSlow: false,
    make: async (folder) => [
      await modelJson(join(folder, 'often'), (json) => {
        const [group] = json.weightsManifest;
        if (group) group.paths = Array.from({ length: 3000 }, () => group.paths[0] ?? '');
      }),
    ],
    read: inspect,
  },
  {
    name: 'a shard of 1.9 GB without contents, and a tensor as large',
    isSlow: false,
    make: async (folder) => {
      const path = await modelJson(join(folder, 'holes'), (json) => {
        json.weightsManifest = [
          { paths: ['holes.bin'], weights: [{ name: 'x', shape: [valueBytes / 4], dtype: 'float32' }] },
        ];
      });
      await sparse(join(folder, 'holes', 'holes.bin'), '', valueBytes);
      return [path];
    },
    read: inspect,
  },
  {
    name: 'safetensors of one tensor of 1.9 GB without contents',
    isSlow: false,
    make: (folder) => {
      const tensor = { dtype: 'F32', shape: [valueBytes / 4], data_offsets: [0, valueBytes] };
      const header = safetensors(JSON.stringify({ 'conv1.weight': tensor }));
      return sparse(join(folder, 'holes.safetensors'), header, header.length + valueBytes);
    },
    read: inspect,
  },
  {
    name: 'safetensors whose header has 99 MB of spaces',
    isSlow: false,
    make: (folder) => {
      const length = 99_000_000;
      return sparse(join(folder, 'long.safetensors'), safetensors(`{${' '.repeat(length - 2)}}`), length + 8);
    },
    read: inspect,
  },
  {
    name: 'events without a line end, 1.9 GB',
    isSlow: false,
    make: (folder) => sparse(join(folder, 'long.jsonl'), '{', valueBytes),
    read: async ([path = '']) => new EventTail(path).read(),
  },
  {
    name: 'the same, to be gone on with',
    isSlow: false,
    make: (folder) => sparse(join(folder, 'long.jsonl'), '{', valueBytes),
    read: async ([path = '']) => (await EventLog.open(path)).close(),
  },
];
