/** The workspace folder: where the registry, the runs and the datasets made by the workbench lie. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../../shared/errors';

export interface Workspace {
  readonly path: string;
  readonly registryFile: string;
  readonly runsFolder: string;
  readonly datasetsFolder: string;
  /** Made with the first mapping of a dataset. */
  readonly mappingsFolder: string;
  /** Made with the first evaluation. */
  readonly evaluationsFolder: string;
}

/** Makes what is missing. Throws AppError 'not-permitted' that names the folder when it cannot be written. */
export async function openWorkspace(path: string): Promise<Workspace> {
  const root = resolve(path);
  const workspace: Workspace = {
    path: root,
    registryFile: join(root, 'registry.sqlite'),
    runsFolder: join(root, 'runs'),
    datasetsFolder: join(root, 'datasets'),
    mappingsFolder: join(root, 'mappings'),
    evaluationsFolder: join(root, 'evaluations'),
  };
  try {
    await makeFolder(workspace.runsFolder);
    await makeFolder(workspace.datasetsFolder);
    // Permissions alone do not tell: the disk may be full or mounted read-only.
    const probe = join(root, `.probe-${process.pid}`);
    await writeFile(probe, 'x');
    await rm(probe);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'not-permitted',
      `The workspace "${root}" cannot be written (${reason}). Change its permissions, or choose another with --workspace DIR.`,
      { cause: error },
    );
  }
  return workspace;
}

/** One level at a time: Node's recursive mkdir never comes back from a file system that refuses folders with ENOENT, as /proc does. */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  try {
    await mkdir(path);
  } catch (error) {
    // Another process made it in between.
    if (!existsSync(path)) throw error;
  }
}
