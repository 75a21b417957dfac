/** Finds the videos below folders. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AppError } from '../../shared/errors';
import type { ClassName } from '../../shared/task';
import { endingOf, isSystemName } from '../datasets/image-names';
import { absent } from '../datasets/list-images';

export interface ListedVideo {
  /** Absolute. */
  readonly path: string;
  /** Below the folder that was named, with '/' between the parts. */
  readonly file: string;
  readonly className: ClassName;
}

export const videoEndings: ReadonlySet<string> = new Set(
  '.mp4 .m4v .mov .avi .mkv .webm .mpg .mpeg .wmv .flv .3gp .mts .m2ts .ts .ogv .y4m'.split(' '),
);

/**
 * Sorted, the real ones first; a video that two of the folders hold is taken once. Throws AppError `not-found` for a
 * folder that is not there, `bad-input` for one without videos and for a video that would be real and fake at once.
 */
export async function listVideos(folders: Readonly<Record<ClassName, readonly string[]>>): Promise<ListedVideo[]> {
  const videos = new Map<string, ListedVideo>();
  for (const className of ['real', 'fake'] as const) {
    for (const folder of folders[className]) {
      for (const video of await listFolder(folder, className)) {
        const known = videos.get(video.path);
        if (known !== undefined && known.className !== className) throw bothClasses(video);
        if (known === undefined) videos.set(video.path, video);
      }
    }
  }
  return [...videos.values()];
}

async function listFolder(folder: string, className: ClassName): Promise<ListedVideo[]> {
  const found = await stat(folder).catch(absent);
  if (found === undefined) {
    throw new AppError('not-found', `The folder "${folder}" of ${className} videos does not exist. Check the path.`);
  }
  if (!found.isDirectory()) {
    throw new AppError('bad-input', `"${folder}" is a file. Give the folder that holds the ${className} videos.`);
  }
  const root = await realpath(folder);
  const paths: string[] = [];
  const others = new Map<string, number>();
  const visit = async (below: string): Promise<void> => {
    for (const entry of await readdir(below, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || isSystemName(entry.name)) continue;
      const path = join(below, entry.name);
      const ending = endingOf(entry.name);
      // A link is followed where it leads to a file; a linked folder could lead around in a circle.
      if (entry.isDirectory()) await visit(path);
      else if (videoEndings.has(ending)) paths.push(path);
      else others.set(ending || 'no ending', (others.get(ending || 'no ending') ?? 0) + 1);
    }
  };
  await visit(root);
  if (paths.length === 0) throw noVideos(folder, others);
  return paths
    .map((path) => ({ path, file: relative(root, path).split(sep).join('/'), className }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

function noVideos(folder: string, others: ReadonlyMap<string, number>): AppError {
  const there = [...others].map(([ending, count]) => `${count} x ${ending}`).join(', ');
  return new AppError(
    'bad-input',
    `There are no videos in "${folder}"; ${there === '' ? 'it holds no files' : `it holds ${there}`}. Videos end in ${[
      ...videoEndings,
    ].join(', ')}.`,
  );
}

function bothClasses({ path }: ListedVideo): AppError {
  return new AppError('bad-input', `The video "${path}" is among the real and among the fake ones. Give it once.`);
}
