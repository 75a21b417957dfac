/** What each rule for videos finds in a dataset that is read through a mapping, and the one that is proposed. */
import { fittingRule, readVideosByEachRule } from '../../../shared/metrics/video-fit';
import type { VideoReading, VideoRule } from '../../../shared/metrics/video-rules';
import type { Frame } from '../../../shared/metrics/video-scores';
import type { DatasetMapping, MappedFile } from '../../../shared/mapping';
import { classNames } from '../../../shared/task';
import type { ClassName } from '../../../shared/task';
import { applyMapping } from './apply-mapping';

export function videoReadings(mapping: DatasetMapping, images: readonly string[]): VideoReading[] {
  const known = applyMapping(mapping, images).files;
  const isListed = mapping.files.some(({ video }) => video !== undefined);
  return readVideosByEachRule((rule) => framesBy(rule, { mapping, images, known }), { isListed });
}

/** Before splits are dealt, which is done by video: the first rule that fits, by the classes of the folders. */
export function ruleOfFolders(mapping: DatasetMapping, images: readonly string[]): VideoRule {
  // Which split it is does not matter here.
  const folders = mapping.folders.map((use) => ({ ...use, split: use.split ?? ('train' as const) }));
  return fittingRule(videoReadings({ ...mapping, folders }, images));
}

/** Before splits are dealt to the files of a list. */
export function ruleOfList(
  files: readonly { readonly file: string; readonly className: ClassName; readonly video: string | null }[],
): VideoRule {
  if (files.some(({ video }) => video !== null)) return 'listed';
  const frames = files.map(({ file, className }) => ({ file, label: classNames.indexOf(className) }));
  return fittingRule(readVideosByEachRule(() => frames, { isListed: false }));
}

/** A file that several tasks share counts once. Splits stay as the mapping in force dealt them. */
function framesBy(
  rule: VideoRule,
  of: { mapping: DatasetMapping; images: readonly string[]; known: readonly MappedFile[] },
): Frame[] {
  const { mapping, images, known } = of;
  const read = mapping.files.length > 0 ? mapping : { ...mapping, folders: withClasses(mapping) };
  const videoOf = new Map(
    applyMapping({ ...read, videoRule: rule }, images).files.map(({ file, video }) => [file, video]),
  );
  const frames = new Map<string, Frame>();
  for (const { file, className } of known) {
    frames.set(file, { file, label: classNames.indexOf(className), video: videoOf.get(file) });
  }
  return [...frames.values()];
}

/** By another rule the mapping's videos have other keys, so that class and split are left to the mapping in force. */
function withClasses({ folders }: DatasetMapping): DatasetMapping['folders'] {
  return folders.map((use) => ({ ...use, className: use.className ?? 'fake', split: use.split ?? 'train' }));
}
