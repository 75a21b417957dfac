/** The folder of a published command line's products: `weights/<tasks>/<folder1>/<folder2>`, with the log in `log/`. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../../../shared/errors';
import { writeDurably } from '../../runs/durable-file';
import type { PublishedArguments } from './read-arguments';

/** The published code calls its logs so, whatever the data are. */
const logNames = {
  train: '[Train]result_eval_FakeAVCeleb.txt',
  evaluation: '[EVAL]result_eval_FakeAVCeleb.txt',
} as const;

/** `base`: the folder that the command was started in. `tasks`: sources and target, or what is evaluated. */
export function productsFolder(
  base: string,
  { folder1, folder2 }: PublishedArguments,
  tasks: readonly string[],
): string {
  return resolve(base, 'weights', tasks.join('_'), folder1, folder2);
}

/** Resolves to the file's path. Replaces the log of an earlier training of the same name, as the published code does. */
export async function writeLog(folder: string, kind: keyof typeof logNames, text: string): Promise<string> {
  const path = join(folder, 'log', logNames[kind]);
  await writeInto(join(folder, 'log'), () => writeDurably(path, text));
  return path;
}

/** Makes the folder. Throws AppError 'not-permitted' that names it. */
export async function openProductsFolder(folder: string): Promise<void> {
  await writeInto(join(folder, 'log'), () => Promise.resolve());
}

async function writeInto(folder: string, write: () => Promise<void>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await write();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The log cannot be written into "${folder}" (${reason}). Start the command in another folder.`;
    throw new AppError('not-permitted', message, { cause });
  }
}
