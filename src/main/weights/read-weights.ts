/** Reads a model's weights from a file, or from the folder that holds one, whatever its format. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../shared/errors';
import { readableEndings, type WeightsFormat, type WeightsInfo } from '../../shared/weights';
import { modelFormats } from './formats';
import type { ModelFormat, ModelWeights } from './model-weights';
import { weightsHash } from './weights-hash';

export interface ReadWeights extends ModelWeights {
  /** The file that was read. */
  readonly path: string;
  readonly format: WeightsFormat;
  /** Over names, shapes and values; the same for every format. */
  readonly hash: string;
}

const formats: readonly ModelFormat[] = Object.values(modelFormats);
const readable = `a ${readableEndings} file, or a folder with one of them`;

/** `path`: a file of one of the formats, or a folder that holds one. */
export async function readWeights(path: string): Promise<ReadWeights> {
  const file = await modelFileAt(path);
  const format = formats.find((candidate) => candidate.isModelFile(basename(file)));
  if (format === undefined)
    throw new AppError('bad-input', `${path} holds no weights that can be read. Give ${readable}.`);
  const model = await format.read(file);
  return { ...model, path: file, format: format.id, hash: weightsHash(model.weights) };
}

export async function inspectWeights(path: string): Promise<WeightsInfo> {
  const { path: file, format, networkId, imageSize, weights, hash } = await readWeights(path);
  const parameterCount = weights.reduce((sum, { data }) => sum + data.length, 0);
  return { path: file, format, network: networkId, imageSize, tensors: weights.length, parameterCount, hash };
}

async function modelFileAt(path: string): Promise<string> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new AppError('not-found', `There is no file or folder ${path}. Give ${readable}.`, { cause });
  });
  if (!found.isDirectory()) return path;
  const names = (await readdir(path)).sort();
  for (const format of formats) {
    const matching = names.filter((name) => format.isModelFile(name));
    const [only] = matching;
    if (only !== undefined && matching.length === 1) return join(path, only);
    if (matching.length > 1) {
      throw new AppError('bad-input', `${path} holds several weights: ${matching.join(', ')}. Give one of the files.`);
    }
  }
  throw new AppError('not-found', `${path} holds no weights. Give ${readable}.`);
}
