/** Folders among the runs whose run.json names another run: copies that were put beside the original, or renamed ones. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../shared/errors';
import { RunId, type NotesFile, type RunFile, type StrayFolder } from '../../shared/run';
import { runName } from './create-experiment';
import { orDamage } from './damage-of-file';
import { runFolderNames } from './run-folder-names';
import { RunFolder } from './run-folder';
import { isWorkerAlive } from './worker-life';

export async function listStrays(runsFolder: string, isRun: (name: string) => boolean): Promise<StrayFolder[]> {
  const strays: StrayFolder[] = [];
  for (const folder of await runFolderNames(runsFolder)) {
    if (isRun(folder)) continue;
    const file = await readOrNull(join(runsFolder, folder));
    if (file === null || file.id === folder) continue;
    const notes = await notesOrNull(join(runsFolder, folder));
    strays.push({
      folder,
      runId: file.id,
      name: notes?.name ?? runName(file),
      hasOriginal: hasRun(runsFolder, file.id),
    });
  }
  return strays;
}

/**
 * Makes the folder a run of its own: its id is the folder's name, or one like it where that cannot be an id. It waits for
 * nobody: a person resumes it. Resolves to the id. Throws AppError 'not-found' or 'conflict'.
 */
export async function adoptStray(runsFolder: string, name: string): Promise<string> {
  if (!(await runFolderNames(runsFolder)).includes(name)) {
    throw new AppError(
      'not-found',
      `There is no folder "${name}" in "${runsFolder}". \`cored registry strays\` lists them.`,
    );
  }
  const found = new RunFolder(join(runsFolder, name));
  const file = await found.readRun();
  if (file.id === name) throw new AppError('conflict', `"${found.path}" is the folder of run "${name}" already.`);
  const worker = await found.readWorker();
  if (worker !== null && (await isWorkerAlive(worker, found))) {
    throw new AppError('conflict', `Process ${worker.processId} works on "${found.path}". Wait until it has ended.`);
  }
  const id = ownFolderName(name);
  // Cut off between any two of these it is still a stray, and can be adopted again.
  const own = new RunFolder(join(runsFolder, id));
  if (id !== name) await rename(found.path, own.path);
  await rm(own.workerPath, { force: true });
  await own.writeControl('stop');
  await own.writeRun({ ...file, id });
  return id;
}

/** Whether a folder was left out because it holds another run. */
export function isStray(error: unknown): boolean {
  return error instanceof AppError && error.code === 'conflict';
}

/** What is said of a folder that names another run than the one it should hold. */
export function strayError(path: string, { id }: RunFile, hasOriginal: boolean): AppError {
  const where = hasOriginal ? 'which has a folder of its own beside it' : 'whose own folder is not there';
  return new AppError(
    'conflict',
    `"${path}" holds the run "${id}", ${where}, and is left out. ` +
      `To make it a run of its own: ${adoptCommand(basename(path))}, or the notice on the page of the runs.`,
  );
}

export function hasRun(runsFolder: string, id: string): boolean {
  return existsSync(join(runsFolder, id, 'run.json'));
}

/** Damaged ones are told of once it is a run of its own. */
async function notesOrNull(path: string): Promise<NotesFile | null> {
  const { value } = await orDamage(new RunFolder(path).readNotes());
  return value;
}

/** A damaged folder is told of where the runs are read. */
async function readOrNull(path: string): Promise<RunFile | null> {
  try {
    return await new RunFolder(path).readRun();
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** What a folder that becomes a run or an evaluation of its own is called: its name, where that can be an id. */
export function ownFolderName(name: string): string {
  if (RunId.safeParse(name).success) return name;
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 70)
    .replace(/^-+|-+$/g, '');
  return `${plain || 'run'}-${randomBytes(4).toString('hex')}`;
}

export function adoptCommand(folder: string): string {
  return `cored registry adopt ${/^[\w.-]+$/.test(folder) ? folder : `"${folder}"`}`;
}
