/** A model as TensorFlow.js writes it: model.json and shards, which stock tfjs loads without code of ours. */
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { modelArtifacts, refuseUnlikeArtifacts, weightsFromArtifacts } from '../../core/networks/model-artifacts';
import { AppError } from '../../shared/errors';
import { formatCount } from '../../shared/format';
import { isWeightsFile } from '../../shared/weights';
import { lookAt, readWholeFile, refuseOutside, UnfitFile } from '../files/plain-file';
import { readWhole } from './torch/checkpoint-file';
import type { ModelFile, ModelFormat, ReadOptions } from './model-weights';

const modelFile = 'model.json';
/** As tfjs's own converter cuts them. */
const shardBytes = 4 << 20;

/** The topology of the largest network has 100 kB. */
const mostJsonBytes = 64 << 20;

const ModelJson = z.object({
  modelTopology: z.record(z.string(), z.unknown()),
  // tfjs's own type has no null here.
  userDefinedMetadata: z
    .record(
      z.string(),
      z.json().transform((value) => value ?? ''),
    )
    .default({}),
  weightsManifest: z
    .array(
      z.object({
        paths: z.array(z.string()),
        weights: z.array(
          z.object({
            name: z.string(),
            shape: z.array(z.number().int().min(0)),
            dtype: z.literal('float32', 'only plain float32 weights can be read'),
            quantization: z.never('quantised weights cannot be read').optional(),
          }),
        ),
      }),
    )
    .min(1),
});
type ModelJson = z.infer<typeof ModelJson>;

export const tfjsFormat: ModelFormat = {
  id: 'tfjs',
  files: ({ networkId, imageSize, weights }, _name, origin) => {
    const { weightSpecs, weightData, ...artifacts } = modelArtifacts(networkId, imageSize, weights);
    const shards = cutIntoShards(bytesOf(weightData));
    const json = {
      ...artifacts,
      userDefinedMetadata: { ...artifacts.userDefinedMetadata, origin },
      weightsManifest: [{ paths: shards.map((shard) => shard.name), weights: weightSpecs }],
    };
    return [...shards, { name: modelFile, bytes: new TextEncoder().encode(`${JSON.stringify(json)}\n`) }];
  },
  isModelFile: (fileName) => isWeightsFile(fileName, 'tfjs'),
  read: async (path, { within } = {}) => {
    const json = parseModelJson(
      Buffer.from(await readWhole(path, { mostBytes: mostJsonBytes })).toString('utf8'),
      path,
    );
    const weightSpecs = json.weightsManifest.flatMap((group) =>
      group.weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
    );
    const twice = weightSpecs.find(({ name }, index) =>
      weightSpecs.some((spec, at) => at < index && spec.name === name),
    );
    if (twice) throw damaged(path, `it holds the tensor "${twice.name}" twice`);
    const { modelTopology, userDefinedMetadata } = json;
    const model = { modelTopology, userDefinedMetadata, weightSpecs };
    // Before the shards are opened: they may be of any size.
    namingPath(path, () => refuseUnlikeArtifacts(model));
    const weightData = await readShards(json, { path, within });
    return namingPath(path, () => weightsFromArtifacts({ ...model, weightData }));
  },
};

/** Views of `bytes`, named as tfjs's own converter names them; at least one. */
export function cutIntoShards(bytes: Uint8Array): ModelFile[] {
  const count = Math.max(1, Math.ceil(bytes.length / shardBytes));
  return Array.from({ length: count }, (_, index) => ({
    name: `group1-shard${index + 1}of${count}.bin`,
    bytes: bytes.subarray(index * shardBytes, (index + 1) * shardBytes),
  }));
}

function bytesOf(data: ArrayBuffer | ArrayBuffer[] | undefined): Uint8Array {
  const parts = data === undefined ? [] : Array.isArray(data) ? data : [data];
  return Buffer.concat(parts.map((part) => new Uint8Array(part)));
}

function parseModelJson(text: string, path: string): ModelJson {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw damaged(path, 'it is not JSON', cause);
  }
  const parsed = ModelJson.safeParse(raw);
  if (!parsed.success) throw damaged(path, z.prettifyError(parsed.error), parsed.error);
  return parsed.data;
}

/** Per group of the manifest: its shards in a row are exactly as long as its tensors. */
async function readShards(
  { weightsManifest }: ModelJson,
  { path, within }: { path: string; within: ReadOptions['within'] },
): Promise<ArrayBuffer> {
  const groups: Buffer[] = [];
  for (const { paths, weights } of weightsManifest) {
    refuseTwice(paths, path);
    const needed = weights.reduce((sum, { shape }) => sum + 4 * shape.reduce((product, size) => product * size, 1), 0);
    // Sizes first, so that nothing is read that is not needed.
    let found = 0;
    for (const name of paths) {
      // The length of what lies elsewhere is nothing to tell.
      await refuseOutside(shardPath(name, path), within).catch(unreadableShard(name, path));
      found += await shardBytesOf(name, path);
    }
    if (found !== needed) {
      throw damaged(path, `its shards hold ${formatCount(found, 'byte')} of weights, its tensors need ${needed}`);
    }
    for (const name of paths) groups.push(await readShard(name, path));
  }
  return new Uint8Array(Buffer.concat(groups)).buffer;
}

function refuseTwice(paths: readonly string[], path: string): void {
  const twice = paths.find((name, at) => paths.indexOf(name) < at);
  if (twice === undefined) return;
  const times = paths.filter((name) => name === twice).length;
  throw damaged(path, `it names the shard ${twice} ${formatCount(times, 'time')}`);
}

/** Shards lie beside model.json; a path that leads elsewhere is refused. */
function shardPath(name: string, path: string): string {
  if (name === '' || name !== basename(name) || name.includes('\\') || name === '..') {
    throw damaged(path, `it names a shard outside its folder: ${name}`);
  }
  return join(dirname(path), name);
}

async function shardBytesOf(name: string, path: string): Promise<number> {
  const { about } = await lookAt(shardPath(name, path)).catch(unreadableShard(name, path));
  return about.size;
}

function readShard(name: string, path: string): Promise<Buffer> {
  return readWholeFile(shardPath(name, path)).catch(unreadableShard(name, path));
}

function unreadableShard(name: string, path: string): (cause: unknown) => never {
  return (cause) => {
    if (cause instanceof AppError) throw cause;
    const reason = cause instanceof UnfitFile ? `: ${cause.message}` : '';
    throw damaged(path, `its shard ${name} cannot be read${reason}`, cause);
  };
}

function namingPath<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof AppError) throw new AppError(error.code, `${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

function damaged(path: string, what: string, cause?: unknown): AppError {
  const message = `${path} is not a TensorFlow.js model that can be read: ${what}. Copy or export it again.`;
  return new AppError('damaged', message, { cause });
}
