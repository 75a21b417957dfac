/** Writes a model into a folder that a person chose; nothing is overwritten and nothing half-written remains. */
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSynced } from '../runs/durable-file';
import { AppError } from '../../shared/errors';
import {
  exportFormatFacts,
  ExportOptions,
  exportFormats,
  withDefaults,
  type ChosenOptions,
  type ExportedFiles,
  type ExportFormat,
  type WeightsReading,
} from '../../shared/weights';
import { cardFiles, hubName } from './card/card-files';
import type { CardOrigin } from './card/card-origin';
import { writtenFormats } from './formats';
import type { ModelFile, ModelWeights } from './model-weights';
import { readWeights } from './read-weights';

export interface WeightsExport extends WeightsReading {
  /** A file or folder that `readWeights` takes, or the weights themselves. */
  readonly source: string | ModelWeights;
  readonly format: ExportFormat;
  /** Absent: those of the format. */
  readonly options?: ChosenOptions | undefined;
  /** The folder; made when it is missing. */
  readonly to: string;
  /** Names the file, or the folder where the format has several files: `cored-seed-1-stage-4`. */
  readonly name: string;
  /** Where it is given, a model card and what model hubs look for lie beside the weights, which are then called `model`. */
  readonly card?: CardOrigin | undefined;
  /** Kept in the files: a run's id, a stage. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * One file goes into the folder under `name`. Several files go into the folder itself when it is new or empty, else into
 * a new folder `name` inside it. Throws `conflict` when that name is taken.
 */
export async function exportWeights(request: WeightsExport): Promise<ExportedFiles> {
  const { source, to } = request;
  const model =
    typeof source === 'string' ? await readWeights(source, { classes: request.classes, part: request.part }) : source;
  const name = asFileName(request.name);
  const files = await filesOf(request, model, name);

  const firstMade = await makeFolder(to);
  try {
    const isEmpty = (await readdir(to)).length === 0;
    const folder = files.length > 1 && !isEmpty ? join(to, name) : to;
    const taken = folder === to ? files.map((file) => join(to, file.name)) : [folder];
    for (const path of taken) await refuseTaken(path);
    await writeAll(files, to, folder);
    return { folder, files: files.map((file) => join(folder, file.name)) };
  } catch (error) {
    if (firstMade !== undefined) await rm(firstMade, { recursive: true, force: true });
    throw asAppError(error, to);
  }
}

/** The weights' own come last. */
async function filesOf(request: WeightsExport, model: ModelWeights, name: string): Promise<ModelFile[]> {
  const { format, metadata, card } = request;
  const options = optionsOf(request);
  const files = await writtenFormats[format].files(model, card === undefined ? name : hubName, metadata, options);
  return card === undefined ? [...files] : [...cardFiles(card, { model, format, options, files }), ...files];
}

/** Throws `bad-input` for a choice that the format does not have. */
function optionsOf({ format, options = {} }: WeightsExport): ExportOptions {
  for (const choice of ExportOptions.keyof().options) {
    if (options[choice] === undefined || hasChoice(format, choice)) continue;
    const others = exportFormats
      .filter((other) => hasChoice(other, choice))
      .map((other) => exportFormatFacts[other].label);
    throw new AppError(
      'bad-input',
      `A ${exportFormatFacts[format].label} export has no choice of ${choice}. Leave it out, or export as ${others.join(' or ')}.`,
    );
  }
  return withDefaults(options);
}

function hasChoice(format: ExportFormat, choice: keyof ExportOptions): boolean {
  return exportFormatFacts[format].options?.includes(choice) ?? false;
}

/** Written beside, synced and renamed; the file that makes it a model (model.json) comes last. */
async function writeAll(files: readonly ModelFile[], to: string, folder: string): Promise<void> {
  const beside = await mkdtemp(join(to, '.export-'));
  const moved: string[] = [];
  try {
    for (const { name, bytes } of files) await writeSynced(join(beside, name), bytes);
    if (folder !== to) {
      await rename(beside, folder);
      return;
    }
    for (const { name } of files) {
      await rename(join(beside, name), join(folder, name));
      moved.push(join(folder, name));
    }
  } catch (error) {
    for (const path of moved) await rm(path, { force: true });
    throw error;
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** The first folder that had to be made; undefined when all were there. */
async function makeFolder(path: string): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true });
  } catch (error) {
    throw asAppError(error, path);
  }
}

async function refuseTaken(path: string): Promise<void> {
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (there !== null) {
    throw new AppError('conflict', `${path} is there already. Choose another folder, or move it away first.`);
  }
}

/** Letters, digits, dots, dashes and underscores; a run's name may hold anything. */
function asFileName(name: string): string {
  const plain = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[.-]+|[.-]+$/g, '');
  if (plain === '')
    throw new AppError('bad-input', `"${name}" cannot name a file. Give a name with letters or digits.`);
  return plain;
}

function asAppError(error: unknown, folder: string): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError('not-permitted', `${folder} cannot be written to. Choose another folder.`, { cause: error });
    case 'EEXIST':
    case 'ENOTDIR':
      return new AppError('bad-input', `${folder} is not a folder. Choose another one.`, { cause: error });
    case 'ENOSPC':
      return new AppError('unavailable', `The disk of ${folder} is full. Make room, or choose another folder.`, {
        cause: error,
      });
    default:
      return new AppError('internal', `The weights could not be written to ${folder}: ${String(error)}`, {
        cause: error,
      });
  }
}
