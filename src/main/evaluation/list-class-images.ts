/** The images of a folder with fake/ and real/; one of the two is enough. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors';
import { classNames } from '../../shared/task';
import { isFolder, listImages } from '../datasets/list-images';

export interface ClassImage {
  /** Relative to the folder, with '/': "fake/x.png". */
  readonly file: string;
  /** 0 fake, 1 real. */
  readonly label: number;
}

/** Fake ones first, each class sorted by path. Throws AppError: 'not-found', or 'bad-input' when there are none. */
export async function listClassImages(folder: string): Promise<ClassImage[]> {
  if (!(await isFolder(folder))) throw new AppError('not-found', `There is no folder "${folder}". Check the path.`);
  const images: ClassImage[] = [];
  let found = 0;
  for (const [label, className] of classNames.entries()) {
    if (!(await isFolder(join(folder, className)))) continue;
    found += 1;
    for (const name of await listImages(join(folder, className))) images.push({ file: `${className}/${name}`, label });
  }
  if (images.length > 0) return images;
  const inside = (await readdir(folder)).filter((name) => !name.startsWith('.')).slice(0, 5);
  const holds = inside.length === 0 ? 'It is empty' : `It holds ${inside.join(', ')}`;
  const what = found === 0 ? 'has neither a folder fake nor a folder real' : 'has no images in fake or real';
  throw new AppError('bad-input', `"${folder}" ${what}. ${holds}. Choose a folder with fake and real images.`);
}
