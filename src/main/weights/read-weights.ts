/** Reads a model's weights from a file, or from the folder that holds one, whatever its format. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../shared/errors';
import { formatCount } from '../../shared/format';
import { readableEndings, type WeightsAccount, type WeightsFormat, type WeightsInfo } from '../../shared/weights';
import type { Weights } from '../../core/weights/weights';
import { refuseOutside } from '../files/plain-file';
import { foreignContent, formatOfContent, readStart } from './file-content';
import { modelFormats } from './formats';
import type { ModelFormat, ModelWeights, ReadOptions } from './model-weights';
import { weightsHash } from './weights-hash';

export interface ReadWeights extends ModelWeights {
  /** The file that was read. */
  readonly path: string;
  readonly format: WeightsFormat;
  readonly account: WeightsAccount;
  /** Over names, shapes and values of what was read, not of what was drawn; the same for every format. */
  readonly hash: string;
}

const formats: readonly ModelFormat[] = Object.values(modelFormats);
const readable = `a ${readableEndings} file, or a folder with one of them`;
const ownClasses = 'fake,real';
const ofOurs: WeightsAccount = {
  ...{ notes: [], seeded: [], part: null, parts: [] },
  classes: { order: ownClasses, from: 'file' },
};

/** `path`: a file of one of the formats, whatever its name ends with, or a folder that holds one. */
export async function readWeights(path: string, options: ReadOptions = {}): Promise<ReadWeights> {
  const file = await modelFileAt(path);
  await refuseOutside(file, options.within);
  const format = await formatOf(file);
  const { account, ...model } = await modelFormats[format].read(file, options);
  if (account === undefined) refuseChoices(file, options);
  const { seeded } = account ?? ofOurs;
  const hash = weightsHash(model.weights.filter(({ name }) => !seeded.includes(name)));
  return { ...model, account: account ?? ofOurs, path: file, format, hash };
}

export async function inspectWeights(path: string, options: ReadOptions = {}): Promise<WeightsInfo> {
  const { path: file, format, networkId, imageSize, weights, hash, account } = await readWeights(path, options);
  const parameterCount = weights.reduce((sum, { data }) => sum + data.length, 0);
  return {
    path: file,
    format,
    network: networkId,
    imageSize,
    tensors: weights.length,
    parameterCount,
    hash,
    account,
    problems: notNumbers(weights),
  };
}

/** A file of ours says all of it. Throws `bad-input`. */
function refuseChoices(path: string, { classes = ownClasses, part }: ReadOptions): void {
  if (classes !== ownClasses) {
    throw new AppError(
      'bad-input',
      `${path} says that its outputs are fake, real, so that they are not read as ${classes.replace(',', ', ')}. Leave the order of classes out.`,
    );
  }
  if (part === undefined) return;
  throw new AppError('bad-input', `${path} holds one set of weights, and none "${part}". Leave the part out.`);
}

/** A network with one such value gives no score at all. */
function notNumbers(weights: Weights): string[] {
  return weights.flatMap(({ name, data }) => {
    let count = 0;
    for (const value of data) if (!Number.isFinite(value)) count += 1;
    return count === 0 ? [] : [`${name}: ${count} of its ${formatCount(data.length, 'value')} NaN or infinite`];
  });
}

/** By its content, and by its name where the content says nothing. Throws `bad-input` that says what it is. */
async function formatOf(path: string): Promise<WeightsFormat> {
  const start = await readStart(path);
  const named = formats.find((candidate) => candidate.isModelFile(basename(path)));
  const found = formatOfContent(start);
  if (found !== null) return found;
  if (named !== undefined) return named.id;
  const what = foreignContent(start);
  throw new AppError(
    'bad-input',
    `${path} holds no weights that can be read${what === null ? '' : `: it is ${what}`}. Give ${readable}.`,
  );
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
