/** `backup` and `restore`: the registry and what people wrote beside the runs, into one file and back. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError, toAppError } from '../../shared/errors';
import type { BackupInfo, BackupRestored } from '../../shared/registry';
import { readWholeFile, UnfitFile } from '../files/plain-file';
import { readBackupFile, writeBackupFile, type KeptFile } from '../registry/backup-file';
import type { Registry } from '../registry/registry';
import { stampNow } from '../registry/stamp-now';
import { writeDurably } from './durable-file';
import { importRun } from './import-run';
import { isMissing } from './json-file';

/** Of the workspace: what people wrote, which nothing else tells. */
const keptPattern =
  /^(?:views\.json|places\.json|registry-kept\.json|(?:runs|evaluations)\/[\w.-]+\/notes\.json|(?:mappings|templates)\/[^/\\]+)$/;
const keptFolders = ['mappings', 'templates'] as const;
const notedFolders = ['runs', 'evaluations'] as const;
const keptNames = ['views.json', 'places.json', 'registry-kept.json'] as const;
const largestBytes = 64 * 1024 ** 2;

/** Throws AppError 'conflict' where the file is there, or 'damaged' while another registry stands in. */
export async function writeBackup(registry: Registry, to: string | null): Promise<BackupInfo> {
  const { workspace, damage } = registry;
  if (damage.whole !== null) throw new AppError('damaged', `No backup can be made now: ${damage.whole}`);
  const path = to ?? join(workspace, 'backups', `backup-${stampNow()}.sqlite`);
  if (existsSync(path)) throw new AppError('conflict', `"${path}" is there already. Give another name, or remove it.`);
  if (to === null) await mkdir(dirname(path), { recursive: true });
  else if (!existsSync(dirname(path))) {
    throw new AppError('not-found', `The folder "${dirname(path)}" is not there. Make it, or give another place.`);
  }
  return writeBackupFile(registry, path, await filesOf(workspace));
}

/** It is read and checked whole before anything is replaced; what is there now is backed up before. */
export async function restoreBackup(registry: Registry, path: string, runsFolder: string): Promise<BackupRestored> {
  const { workspace, damage } = registry;
  const made = join(workspace, `.registry-restored-${stampNow()}.partial`);
  try {
    const { info, files } = await readBackupFile(path, made);
    const before = damage.whole === null ? await writeBackup(registry, null) : null;
    const replaced = registry.replaceBy(made, 'before-restore');
    const problems = await writeFiles(workspace, files);
    problems.push(...(await takeFoldersIn(registry, runsFolder)));
    return { backup: info, keptAs: before?.path ?? replaced ?? workspace, problems };
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(`${made}${suffix}`, { force: true });
  }
}

async function filesOf(workspace: string): Promise<KeptFile[]> {
  const paths: string[] = [...keptNames];
  for (const folder of keptFolders) {
    paths.push(...(await namesIn(join(workspace, folder))).map((name) => `${folder}/${name}`));
  }
  for (const folder of notedFolders) {
    paths.push(...(await namesIn(join(workspace, folder))).map((name) => `${folder}/${name}/notes.json`));
  }
  const files: KeptFile[] = [];
  for (const path of paths.filter((one) => keptPattern.test(one))) {
    const content = await contentOf(join(workspace, path));
    if (content !== null) files.push({ path, content });
  }
  return files;
}

/** Null for what is not there, or no file: its own reader tells of that. */
async function contentOf(path: string): Promise<Buffer | null> {
  try {
    return await readWholeFile(path, { limitBytes: largestBytes });
  } catch (error) {
    if (isMissing(error) || error instanceof UnfitFile) return null;
    throw error;
  }
}

/** Notes of runs whose folders are gone stay in the backup. */
async function writeFiles(workspace: string, files: readonly KeptFile[]): Promise<string[]> {
  const problems: string[] = [];
  for (const { path, content } of files) {
    const to = join(workspace, path);
    const isOfFolder = path.endsWith('/notes.json');
    // The pattern again: the file may come from anywhere.
    if (!keptPattern.test(path) || path.split('/').includes('..')) {
      problems.push(`The backup holds a file "${path}", which is none of a workspace's and was left out.`);
    } else if (isOfFolder && !existsSync(dirname(to))) {
      problems.push(`The folder of "${basename(dirname(to))}" is gone; its notes stay in the backup.`);
    } else {
      if (!isOfFolder) await mkdir(dirname(to), { recursive: true });
      await writeDurably(to, content);
    }
  }
  return problems;
}

/** What was trained since the backup is in the run folders. */
async function takeFoldersIn(registry: Registry, runsFolder: string): Promise<string[]> {
  const problems: string[] = [];
  for (const name of registry.runs.revisions().keys()) {
    const path = join(runsFolder, name);
    if (!existsSync(path)) {
      problems.push(`Run "${name}" is listed as the backup has it: its folder is gone.`);
      registry.runs.noteDamage(name, [
        `The run's folder "${path}" is gone. Restore it from a copy, or delete the run.`,
      ]);
      continue;
    }
    try {
      await importRun(registry, path, { replaces: true });
    } catch (error) {
      problems.push(toAppError(error).message);
    }
  }
  return problems;
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
