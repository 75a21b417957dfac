/** Reads images through a mapping: which task, class and split each of them has. */
import { toldVideo, videoOfFrame } from '../../../shared/metrics/video-of-frame';
import type { VideoRule } from '../../../shared/metrics/video-rules';
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

/** `images` are all that lie below the root, relative to it. Folders that are set to `ignore`, and what the audit left
 * out, are in none of the lists. */
export function applyMapping(mapping: DatasetMapping, images: readonly string[]): MappedImages {
  const found = assignImages(mapping, images);
  const { leftOut = [] } = mapping;
  if (leftOut.length === 0) return found;
  const keys = new Set(leftOut.map(({ task, file }) => `${task} ${file}`));
  return { ...found, files: found.files.filter(({ task, file }) => !keys.has(`${task} ${file}`)) };
}

function assignImages(mapping: DatasetMapping, images: readonly string[]): MappedImages {
  const result: MappedImages = { files: [], unmapped: [], unknown: [] };
  if (mapping.files.length > 0) {
    const named = new Set(mapping.files.map(({ file }) => file));
    result.files.push(...mapping.files.map((file) => listedFile(file, mapping)));
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

function mappedFile(file: string, use: FolderUse, mapping: DatasetMapping): MappedFile | null {
  const { videos } = mapping;
  const video = mappedVideo(file, { folder: use.folder, rule: ruleOf(mapping) });
  const known = use.className === null || use.split === null ? videos[video] : undefined;
  const className = use.className ?? known?.className;
  const split = use.split ?? known?.split;
  if (className === undefined || className === 'ignore' || split === undefined) return null;
  return { file, task: use.task, className, split, ...(mapping.videoRule !== undefined && { video }) };
}

function listedFile({ video, ...file }: MappedFile, { videoRule }: DatasetMapping): MappedFile {
  if (videoRule === undefined) return file;
  const alone = mappedVideo(file.file, { rule: 'none' });
  return { ...file, video: videoRule === 'listed' ? (video ?? alone) : mappedVideo(file.file, { rule: videoRule }) };
}

/** The images of one split of a task, fake ones first, each class sorted by path. */
export function imagesOfSplit(files: readonly MappedFile[], { task, split }: { task: string; split: SplitName }) {
  return classNames.flatMap((className, label) =>
    files
      .filter((file) => file.task === task && file.split === split && file.className === className)
      .map(({ file, video }) => ({ name: file, label, className, ...(video !== undefined && { video }) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  );
}

/** The rule that a mapping's `videos` are keyed by. */
export function ruleOf({ videoRule = 'name-or-folder' }: Pick<DatasetMapping, 'videoRule'>): VideoRule {
  return videoRule;
}

/** The key of a file in a mapping's `videos`. The folder that the mapping names is no video, but what holds them. */
export function mappedVideo(file: string, { folder, rule }: { folder?: string; rule: VideoRule }): string {
  const video = toldVideo(file, rule);
  return video === null || video === folder ? videoOfFrame(file, 'none') : video;
}
