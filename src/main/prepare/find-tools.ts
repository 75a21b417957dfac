/** Finds ffmpeg, ffprobe and the face networks: those of the set-up, or programs of the system. */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AppError } from '../../shared/errors';
import type { PreparationTools } from '../../shared/preparation';
import type { FfmpegPrograms } from './ffmpeg-videos';
import { faceModels, facesFolder, manifestName, modelFiles, programFile, toolsFolder } from './tools-folder';

export interface FoundTools {
  readonly programs: FfmpegPrograms;
  /** Where the networks' files lie. */
  readonly faces: string;
}

const names = ['ffmpeg', 'ffprobe'] as const;

/** Throws AppError `unavailable`, which says what is missing and how to get it. */
export function findTools(environment: NodeJS.ProcessEnv = process.env): FoundTools {
  const folder = toolsFolder(environment);
  const [ffmpeg, ffprobe] = names.map((name) => findProgram(name, folder, environment));
  const faces = join(folder, facesFolder);
  const files = Object.values(faceModels).flatMap((model) => Object.values(modelFiles(model)));
  const hasFaces = existsSync(join(folder, manifestName)) && files.every((file) => existsSync(join(faces, file)));
  const missing = [
    ...(ffmpeg === undefined ? ['ffmpeg'] : []),
    ...(ffprobe === undefined ? ['ffprobe'] : []),
    ...(hasFaces ? [] : ['the network that finds faces']),
  ];
  if (ffmpeg !== undefined && ffprobe !== undefined && hasFaces) return { programs: { ffmpeg, ffprobe }, faces };
  throw new AppError(
    'unavailable',
    `Preparing videos needs ${list(missing)}, which ${missing.length > 1 ? 'are' : 'is'} not here (looked in "${folder}"${
      missing.some((name) => name.startsWith('ff')) ? ' and on the PATH' : ''
    }). Set it up once, with a network: npm run setup:prepare. Afterwards it works offline.`,
  );
}

export function describeTools(environment: NodeJS.ProcessEnv = process.env): PreparationTools {
  try {
    const { programs, faces } = findTools(environment);
    return { ready: true, detail: `${programs.ffmpeg}, ${programs.ffprobe}; face networks in ${faces}` };
  } catch (error) {
    if (error instanceof AppError) return { ready: false, detail: error.message };
    throw error;
  }
}

/** CORED_FFMPEG or CORED_FFPROBE, else the set-up's, else the first on the PATH. Throws where the named one is not there. */
function findProgram(name: (typeof names)[number], folder: string, environment: NodeJS.ProcessEnv): string | undefined {
  const variable = `CORED_${name.toUpperCase()}`;
  const named = environment[variable];
  if (named) {
    if (canRun(named)) return named;
    throw new AppError('unavailable', `${variable} names "${named}", which cannot be run. Name another, or unset it.`);
  }
  const file = programFile(name).replace(/^bin./, '');
  const onPath = (environment['PATH'] ?? '').split(delimiter).filter((part) => part !== '');
  return [join(folder, programFile(name)), ...onPath.map((part) => join(part, file))].find(canRun);
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not a program: then it is looked for elsewhere
  }
}

function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}
