/** The workspace folder: where the registry, the runs and the datasets made by the workbench lie. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../../shared/errors';

export interface Workspace {
  readonly path: string;
  readonly registryFile: string;
  readonly runsFolder: string;
  readonly datasetsFolder: string;
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
    evaluationsFolder: join(root, 'evaluations'),
  };
  try {
    await mkdir(workspace.runsFolder, { recursive: true });
    await mkdir(workspace.datasetsFolder, { recursive: true });
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
