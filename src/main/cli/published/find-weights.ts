/** The weights file that `-w` means: a file, or what a folder holds. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors';
import { canHoldWeights, readableEndings } from '../../../shared/weights';

/** What the published code writes and loads, and what its README names. */
export const publishedWeightsNames = ['model_best_accuracy.pth.tar', 'bestmodel.pth'] as const;

/**
 * In a folder: a published name, else the only weights there, else the only file of a published name below it, which is
 * how trainings leave them in `./weights`. Throws AppError 'not-found' for nothing, 'bad-input' that lists them for several.
 */
export async function findWeights(given: string): Promise<string> {
  const path = resolve(given);
  const found = await stat(path).catch((cause: unknown) => {
    throw new AppError('not-found', `There is no file or folder "${given}" (-w). Check the path.`, { cause });
  });
  if (!found.isDirectory()) return path;
  const names = (await readdir(path)).sort();
  const here = names.filter(canHoldWeights);
  const candidates = here.length > 0 ? here : await publishedWeightsBelow(path);
  const published = publishedWeightsNames.find((name) => candidates.includes(name));
  if (published !== undefined) return join(path, published);
  const [only] = candidates;
  if (only === undefined) {
    throw new AppError(
      'not-found',
      `The folder "${given}" (-w) holds no weights: no ${readableEndings}, nor ${publishedWeightsNames[0]} below it. Give a file.`,
    );
  }
  if (candidates.length === 1) return join(path, only);
  throw new AppError(
    'bad-input',
    `The folder "${given}" (-w) holds several weights: ${candidates.join(', ')}. Give one of the files.`,
  );
}

async function publishedWeightsBelow(path: string): Promise<string[]> {
  const published: readonly string[] = publishedWeightsNames;
  const entries = await readdir(path, { recursive: true });
  return entries.filter((entry) => published.includes(basename(entry))).sort();
}
