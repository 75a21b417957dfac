/** A dataset that is read through a mapping: its folders are looked through once, then every split is known. */
import type { DatasetMapping, MappedFile } from '../../../shared/mapping';
import { AppError } from '../../../shared/errors';
import type { SplitName } from '../../../shared/task';
import { listImages } from '../list-images';
import type { ListedImage } from '../list-task';
import type { SplitImages } from '../load-images';
import { applyMapping, imagesOfSplit } from './apply-mapping';

export class MappedDataset {
  private files: Promise<readonly MappedFile[]> | null = null;

  constructor(
    private readonly root: string,
    private readonly mapping: DatasetMapping,
  ) {}

  /** As `loadListed` takes it. Throws AppError 'bad-input' where a class has no image in train or val. */
  async splitOf(task: string, split: SplitName): Promise<SplitImages> {
    const images = imagesOfSplit(await this.list(), { task, split });
    const classes = new Set(images.map(({ className }) => className));
    if (classes.size < (split === 'test' ? 1 : 2)) {
      const message = `The mapping gives task "${task}" too few images in ${split}: it needs fake and real ones.`;
      throw new AppError('bad-input', `${message} Scan the dataset "${this.root}" again to see what is missing.`);
    }
    return { folder: this.root, prefix: '', images, videoRule: this.mapping.videoRule };
  }

  /** Of all splits. */
  async imagesOf(task: string): Promise<ListedImage[]> {
    return (await this.list()).filter((file) => file.task === task);
  }

  private list(): Promise<readonly MappedFile[]> {
    this.files ??= listImages(this.root).then((images) => applyMapping(this.mapping, images).files);
    return this.files;
  }
}

/** Null for a chain whose tasks are read as their folders say. */
export function mappedDataset(
  chain: readonly { readonly path: string }[],
  mapping: DatasetMapping | null | undefined,
): MappedDataset | null {
  const root = chain[0]?.path;
  return mapping && root !== undefined ? new MappedDataset(root, mapping) : null;
}
