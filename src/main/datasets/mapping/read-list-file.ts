/** Text and JSON files that come with a dataset, opened as its images are: checked first, and of bounded size. */
import { join } from 'node:path';
import { AppError } from '../../../shared/errors';
import { readPlainFile } from '../open-file';

const largestListBytes = 256 * 1024 ** 2;

/** Throws AppError that names the file. */
export async function readText(path: string): Promise<string> {
  const bytes = await readPlainFile(path, { limitBytes: largestListBytes, noun: 'List' });
  return new TextDecoder('utf-8').decode(bytes);
}

/** The content of the first of these files below the root that is there; null where none is. */
export async function readFirstText(root: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    try {
      return await readText(join(root, name));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    }
  }
  return null;
}

/** Throws AppError 'bad-input' that names the file. */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('bad-input', `"${path}" is no JSON (${reason}). Choose another file.`, { cause: error });
  }
}
