/** The workspace folder: where the registry, the runs and the datasets made by the workbench lie. */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../../shared/errors';
import { replacePlainFile } from '../files/replaced-file';
import { registryPlace } from '../registry/registry-place';

export interface Workspace {
  readonly path: string;
  readonly registryFile: string;
  /** The kind of a disk of the network that the workspace is on, so that its registry is not; null for another one. */
  readonly network: string | null;
  readonly runsFolder: string;
  readonly datasetsFolder: string;
  /** Made with the first mapping of a dataset. */
  readonly mappingsFolder: string;
  /** Made with the first evaluation. */
  readonly evaluationsFolder: string;
  /** Made with the first thing that is deleted. */
  readonly binFolder: string;
  /** Made with the first run that is handed to a cluster. */
  readonly submissionsFolder: string;
  /** Made with the first template. */
  readonly templatesFolder: string;
  /** Null where it can be written; else why not and what to do, as the end of a sentence that begins with its name. */
  readonly readOnly: string | null;
}

/**
 * Makes what is missing. A workspace that is there and may not be written opens for looking. Throws AppError
 * 'not-permitted' that names the folder when it can be neither made nor looked at.
 */
export async function openWorkspace(path: string): Promise<Workspace> {
  const root = resolve(path);
  const workspace: Omit<Workspace, 'readOnly' | 'network'> = {
    path: root,
    registryFile: join(root, 'registry.sqlite'),
    runsFolder: join(root, 'runs'),
    datasetsFolder: join(root, 'datasets'),
    mappingsFolder: join(root, 'mappings'),
    evaluationsFolder: join(root, 'evaluations'),
    binFolder: join(root, 'bin'),
    submissionsFolder: join(root, 'submissions'),
    templatesFolder: join(root, 'templates'),
  };
  try {
    await makeFolder(workspace.runsFolder);
    await makeFolder(workspace.datasetsFolder);
    // Permissions alone do not tell: the disk may be full or mounted read-only.
    const probe = join(root, `.probe-${process.pid}`);
    await replacePlainFile(probe, 'x');
    await rm(probe);
  } catch (error) {
    if (isForbidden(error) && existsSync(workspace.runsFolder))
      return { ...workspace, network: null, readOnly: readOnlyBecause(error) };
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'not-permitted',
      `The workspace "${root}" cannot be written (${reason}). Change its permissions, or choose another with --workspace DIR.`,
      { cause: error },
    );
  }
  const { file, network } = await registryPlace(root, workspace.registryFile);
  return { ...workspace, registryFile: file, network, readOnly: null };
}

function isForbidden(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code));
}

/** The system's reason without the file that was tried. */
function readOnlyBecause({ message }: Error): string {
  return (
    `is open for looking only: nothing can be written there (${message.replace(/, .*/s, '')}). ` +
    'To train, evaluate or change something, copy it to a place of your own and open the copy with --workspace DIR.'
  );
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
