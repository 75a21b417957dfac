/** `<workspace>/bin`: the folders of deleted runs and evaluations, moved there whole. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BinKind, keptDays, type BinEntry } from '../../shared/bin';
import { AppError } from '../../shared/errors';
import { writeJsonDurably } from '../runs/durable-file';
import { isMissing, readOptionalFile } from '../runs/json-file';

/** deleted.json, written into the folder before it is moved. */
const DeletedFile = z.object({
  id: z.string(),
  name: z.string(),
  experimentName: z.string().nullable(),
  deletedAt: z.string(),
  sizeBytes: z.number().int(),
});
type DeletedFile = z.infer<typeof DeletedFile>;

export const deletedFileName = 'deleted.json';

const dayMs = 24 * 60 * 60 * 1000;
/** Folders that are being removed: whatever is left of them after a crash goes at the next start. */
const leavingPrefix = '.leaving-';

export class BinFolder {
  constructor(readonly path: string) {}

  /** Newest first; what is in it but is nobody's deleted run or evaluation is left alone. */
  async list(): Promise<BinEntry[]> {
    const entries: BinEntry[] = [];
    for (const kind of BinKind.options) {
      for (const folder of await folderNames(join(this.path, kind))) {
        const file = await readOptionalFile(DeletedFile, join(this.path, kind, folder, deletedFileName));
        if (file !== null) entries.push({ entry: `${kind}/${folder}`, kind, ...file, endsAt: endOf(file) });
      }
    }
    return entries.sort((a, b) => b.deletedAt.localeCompare(a.deletedAt) || a.entry.localeCompare(b.entry));
  }

  /** Throws AppError 'not-found'. */
  async get(entry: string): Promise<BinEntry> {
    const found = (await this.list()).find((one) => one.entry === entry);
    if (found !== undefined) return found;
    throw new AppError('not-found', `There is no "${entry}" in the bin of this workspace. \`cored bin\` lists it.`);
  }

  /** Says in the folder what it is and how large; resolves to the move itself, which is one rename. */
  async prepare(
    kind: BinKind,
    folder: string,
    deleted: Pick<DeletedFile, 'id' | 'name' | 'experimentName'>,
  ): Promise<() => string> {
    const file: DeletedFile = { ...deleted, deletedAt: new Date().toISOString(), sizeBytes: await sizeOf(folder) };
    await writeJsonDurably(join(folder, deletedFileName), file);
    return () => {
      const place = join(this.path, kind);
      const name = existsSync(join(place, deleted.id)) ? `${deleted.id}.${randomBytes(3).toString('hex')}` : deleted.id;
      try {
        mkdirSync(place, { recursive: true });
        renameSync(folder, join(place, name));
      } catch (cause) {
        const message = `"${folder}" cannot be moved into "${place}" (${String(cause)}). It was left where it is.`;
        throw new AppError('not-permitted', message, { cause });
      }
      return `${kind}/${name}`;
    };
  }

  /** Moves the folder back. Throws AppError 'conflict' where something of that id is there again. */
  async takeOut({ entry, kind, id }: BinEntry, to: string): Promise<void> {
    if (existsSync(to)) {
      throw new AppError(
        'conflict',
        `The ${kind} "${id}" is in the workspace again: "${to}". Delete that one first, or leave this in the bin.`,
      );
    }
    await rename(join(this.path, entry), to);
    await rm(join(to, deletedFileName), { force: true });
  }

  /** For ever. */
  async remove({ entry }: BinEntry): Promise<void> {
    const leaving = join(this.path, `${leavingPrefix}${randomBytes(4).toString('hex')}`);
    // Out of sight at once, so that nobody restores half of it.
    await rename(join(this.path, entry), leaving);
    await rm(leaving, { recursive: true, force: true });
  }

  /** What has been in it for too long, and what an interrupted removal left. Resolves to what is gone. */
  async removeOld(nowMs = Date.now()): Promise<BinEntry[]> {
    for (const name of await folderNames(this.path)) {
      if (name.startsWith(leavingPrefix)) await rm(join(this.path, name), { recursive: true, force: true });
    }
    const old = (await this.list()).filter(({ endsAt }) => Date.parse(endsAt) <= nowMs);
    for (const entry of old) await this.remove(entry);
    return old;
  }
}

function endOf({ deletedAt }: DeletedFile): string {
  return new Date(Date.parse(deletedAt) + keptDays * dayMs).toISOString();
}

async function folderNames(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Of all files below; links count as themselves. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  let bytes = 0;
  for (const entry of entries) {
    if (!entry.isDirectory()) bytes += (await lstat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
