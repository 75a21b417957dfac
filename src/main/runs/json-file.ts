/** Reads small JSON files, and says which file is wrong when one is. */
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { readWholeFile, UnfitFile } from '../files/plain-file';

/** Mappings may list images: 100,000 names have some 10 MiB. */
const largestJsonBytes = 64 * 1024 ** 2;

/** Null when the file is not there; throws AppError 'damaged' when it holds something else. */
export async function readOptionalFile<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  limitBytes = largestJsonBytes,
): Promise<z.infer<Schema> | null> {
  const value = await readJsonFile(path, limitBytes);
  return value === null ? null : parseJsonValue(schema, value, path);
}

/** Null when the file is not there; throws AppError 'damaged' when it is not JSON. */
export async function readJsonFile(path: string, limitBytes = largestJsonBytes): Promise<unknown> {
  let text: string;
  try {
    text = (await readWholeFile(path, { limitBytes })).toString('utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    const reason = error instanceof UnfitFile ? error.message : String(error);
    throw new AppError('damaged', `"${path}" cannot be read: ${reason}.`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('damaged', `"${path}" is not JSON (${String(error)}). Restore it from a copy.`, {
      cause: error,
    });
  }
}

/** Throws AppError 'damaged', which names the file. */
export function parseJsonValue<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: string,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('damaged', `"${path}" does not hold what it should:\n${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
