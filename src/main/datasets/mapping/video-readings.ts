/** What each rule for videos finds in a dataset that is read through a mapping, and the one that is proposed. */
import { fittingRule, readVideosByEachRule } from '../../../shared/metrics/video-fit';
import type { VideoReading, VideoRule } from '../../../shared/metrics/video-rules';
import type { Frame } from '../../../shared/metrics/video-scores';
import type { DatasetMapping, MappedFile } from '../../../shared/mapping';
import { classNames } from '../../../shared/task';
import { applyMapping } from './apply-mapping';
import type { ListedFile } from './manifest';

export function videoReadings(mapping: DatasetMapping, images: readonly string[]): VideoReading[] {
  const known = applyMapping(mapping, images).files;
  const isListed = mapping.files.some(({ video }) => video !== undefined);
  return readVideosByEachRule((rule) => groupsBy(rule, { mapping, images, known }), { isListed });
}

/** Before splits are dealt, which is done by video: the first rule that fits, by the classes of the folders. */
export function ruleOfFolders(mapping: DatasetMapping, images: readonly string[]): VideoRule {
  // Which split it is does not matter here.
  const folders = mapping.folders.map((use) => ({ ...use, split: use.split ?? ('train' as const) }));
  return fittingRule(videoReadings({ ...mapping, folders }, images));
}

/** Before splits are dealt to the files of a list. */
export function ruleOfList(
  files: readonly Pick<ListedFile, 'file' | 'className' | 'task' | 'split' | 'video'>[],
): VideoRule {
  if (files.some(({ video }) => video !== null)) return 'listed';
  const groups = Map.groupBy(files, ({ task, split }) => `${task} ${split ?? ''}`).values();
  const frames = [...groups].map((group) =>
    group.map(({ file, className }) => ({ file, label: classNames.indexOf(className) })),
  );
  return fittingRule(readVideosByEachRule(() => frames, { isListed: false }));
}

/** The splits of the tasks, as the mapping in force dealt them. A file that several tasks share counts once. */
function groupsBy(
  rule: VideoRule,
  of: { mapping: DatasetMapping; images: readonly string[]; known: readonly MappedFile[] },
): Frame[][] {
  const { mapping, images, known } = of;
  const read = mapping.files.length > 0 ? mapping : { ...mapping, folders: withClasses(mapping) };
  const videoOf = new Map(
    applyMapping({ ...read, videoRule: rule }, images).files.map(({ file, video }) => [file, video]),
  );
  const groups = new Map<string, Frame[]>();
  const seen = new Set<string>();
  for (const { file, task, split, className } of known) {
    if (seen.has(file)) continue;
    seen.add(file);
    const frame = { file, label: classNames.indexOf(className), video: videoOf.get(file) };
    const group = groups.get(`${task} ${split}`);
    if (group === undefined) groups.set(`${task} ${split}`, [frame]);
    else group.push(frame);
  }
  return [...groups.values()];
}

/** By another rule the mapping's videos have other keys, so that class and split are left to the mapping in force. */
function withClasses({ folders }: DatasetMapping): DatasetMapping['folders'] {
  return folders.map((use) => ({ ...use, className: use.className ?? 'fake', split: use.split ?? 'train' }));
}
