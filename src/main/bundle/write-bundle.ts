/** Writes a run into one file: a zip of its folder without checkpoints, with a hash of each file and one over all. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AppError } from '../../shared/errors';
import type { ExportedFiles } from '../../shared/weights';
import { bundleEnding } from '../../shared/bundle';
import { readWholeFile } from '../files/plain-file';
import { isMissing } from '../runs/json-file';
import { ZipWriter } from '../weights/torch/zip-writer';
import { isBundled, listName, sealBytes, type BundledFile, type BundleList } from './bundle-list';

/** Scores of 100,000 images, and the weights of the largest network, have a fifth of it. */
const mostBytes = 512 * 1024 ** 2;

export interface BundleRequest {
  readonly runId: string;
  /** The run's. */
  readonly folder: string;
  /** A folder; made when it is missing. */
  readonly to: string;
}

/** In bytes; each of the run's counts twice, for it is hashed first and written then. */
export type OnBundled = (progress: { done: number; total: number }) => void;

/** Equal runs give equal bytes. Throws `conflict` where the file is there already. */
export async function writeBundle(
  { runId, folder, to }: BundleRequest,
  onProgress: OnBundled = () => undefined,
): Promise<ExportedFiles> {
  const path = join(to, `${runId}${bundleEnding}`);
  await mkdir(to, { recursive: true });
  if (await isThere(path)) {
    throw new AppError('conflict', `${path} is there already. Choose another folder, or move it away first.`);
  }
  const list: BundleList = { format: 1, run: runId, files: await listFiles(folder, onProgress) };
  const beside = join(to, `.${runId}.${randomUUID().slice(0, 8)}.partial`);
  try {
    const file = await open(beside, 'wx');
    try {
      await writeArchive(file, folder, { list, onProgress });
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
  return { folder: to, files: [path] };
}

async function writeArchive(
  file: FileHandle,
  folder: string,
  { list, onProgress }: { list: BundleList; onProgress: OnBundled },
): Promise<void> {
  const sizeBytes = list.files.reduce((sum, one) => sum + one.sizeBytes, 0);
  let written = 0;
  const zip = new ZipWriter();
  const seal = createHash('sha256');
  const write = async (parts: readonly Uint8Array[]) => {
    for (const part of parts) {
      seal.update(part);
      await file.writeFile(part);
    }
  };
  zip.add(listName, new TextEncoder().encode(`${JSON.stringify(list, null, 2)}\n`));
  for (const { name, sha256 } of list.files) {
    const bytes = await readWholeFile(join(folder, name), { limitBytes: mostBytes });
    if (sha256Of(bytes) !== sha256) {
      throw new AppError(
        'conflict',
        `${join(folder, name)} changed while it was bundled. Try again once the run rests.`,
      );
    }
    zip.add(name, bytes);
    await write(zip.take());
    written += bytes.length;
    onProgress({ done: sizeBytes + written, total: 2 * sizeBytes });
  }
  await write([zip.finish({ commentBytes: sealBytes })]);
  await file.writeFile(seal.digest('hex'));
}

async function listFiles(folder: string, onProgress: OnBundled): Promise<BundledFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(isBundled)
    .sort();
  let total = 0;
  for (const name of names) total += (await stat(join(folder, name))).size;
  const files: BundledFile[] = [];
  let hashed = 0;
  for (const name of names) {
    const bytes = await readWholeFile(join(folder, name), { limitBytes: mostBytes });
    files.push({ name, sizeBytes: bytes.length, sha256: sha256Of(bytes) });
    hashed += bytes.length;
    onProgress({ done: hashed, total: 2 * total });
  }
  return files;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
