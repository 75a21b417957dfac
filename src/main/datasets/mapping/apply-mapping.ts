/** Reads images through a mapping: which task, class and split each of them has. */
import { videoOfFrame } from '../../../shared/metrics/video-of-frame';
import type { DatasetMapping, FolderUse, MappedFile } from '../../../shared/mapping';
import { classNames } from '../../../shared/task';
import type { SplitName } from '../../../shared/task';

export interface MappedImages {
  readonly files: MappedFile[];
  /** In no folder of the mapping. */
  readonly unmapped: string[];
  /** In a folder of the mapping, but of a video that it does not know. */
  readonly unknown: string[];
}

/** `images` are all that lie below the root, relative to it. Folders that are set to `ignore` are in none of the lists. */
export function applyMapping(mapping: DatasetMapping, images: readonly string[]): MappedImages {
  const result: MappedImages = { files: [], unmapped: [], unknown: [] };
  if (mapping.files.length > 0) {
    const named = new Set(mapping.files.map(({ file }) => file));
    result.files.push(...mapping.files);
    result.unmapped.push(...images.filter((image) => !named.has(image)));
    return result;
  }
  const uses = Map.groupBy(mapping.folders, ({ folder }) => folder);
  for (const image of images) {
    const found = usesOf(image, uses);
    if (found.length === 0) result.unmapped.push(image);
    for (const use of found) {
      if (use.className === 'ignore') continue;
      const file = mappedFile(image, use, mapping);
      if (file === null) result.unknown.push(image);
      else result.files.push(file);
    }
  }
  return result;
}

/** Of the deepest folder that the mapping names; '' is the root. */
function usesOf(image: string, uses: ReadonlyMap<string, readonly FolderUse[]>): readonly FolderUse[] {
  for (let end = image.lastIndexOf('/'); end > 0; end = image.lastIndexOf('/', end - 1)) {
    const found = uses.get(image.slice(0, end));
    if (found !== undefined) return found;
  }
  return uses.get('') ?? [];
}

function mappedFile(file: string, use: FolderUse, { videos }: DatasetMapping): MappedFile | null {
  const video = use.className === null || use.split === null ? videos[mappedVideo(file, use.folder)] : undefined;
  const className = use.className ?? video?.className;
  const split = use.split ?? video?.split;
  if (className === undefined || className === 'ignore' || split === undefined) return null;
  return { file, task: use.task, className, split };
}

/** The images of one split of a task, fake ones first, each class sorted by path. */
export function imagesOfSplit(files: readonly MappedFile[], { task, split }: { task: string; split: SplitName }) {
  return classNames.flatMap((className, label) =>
    files
      .filter((file) => file.task === task && file.split === split && file.className === className)
      .map(({ file }) => ({ name: file, label, className }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  );
}

/** The key of a file in a mapping's `videos`. The folder that the mapping names is no video, but what holds them. */
export function mappedVideo(file: string, folder?: string): string {
  const video = videoOfFrame(file, 'name-or-folder');
  return video === folder ? videoOfFrame(file, 'none') : video;
}
