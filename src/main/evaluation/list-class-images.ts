/** The images of a folder with fake/ and real/; one of the two is enough. */
import { join } from 'node:path';
import { AppError } from '../../shared/errors';
import { classNames } from '../../shared/task';
import { whatIsIn } from '../datasets/folder-text';
import { isFolder, listImages } from '../datasets/list-images';
import type { ClassImage } from './class-image';

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
  const what = found === 0 ? 'has neither a folder fake nor a folder real' : 'has no images in fake or real';
  throw new AppError(
    'bad-input',
    `"${folder}" ${what}: ${await whatIsIn(folder)}. Choose a folder with fake and real images.`,
  );
}
