/** Videos whose frames lie in two splits: a detector that has seen the video knows it again. */
import { switchText } from '../../../shared/audit';
import { classWord, splitWord } from '../../../shared/class-words';
import { videoOfFrame } from '../../../shared/metrics/video-of-frame';
import { formatCount } from '../../../shared/format';
import type { ClassName, Problem, SplitName } from '../../../shared/task';
import { classNames, splitNames } from '../../../shared/task';
import { joinNames } from '../folder-text';
import type { AuditedImage, AuditedTask } from './audited-image';
import { listedFiles } from './audited-image';

export interface SharedVideo {
  readonly video: string;
  readonly className: ClassName;
  /** Those in which its frames lie, train before val before test. */
  readonly splits: readonly SplitName[];
  readonly images: readonly AuditedImage[];
}

export function sharedVideoProblems(task: AuditedTask): Problem[] {
  const shared = sharedVideos(task);
  if (shared.length === 0) return [];
  const named = shared.map(({ video, className, splits }) => `${video} (${className}, ${joinNames(splits)})`);
  const message =
    `${formatCount(shared.length, 'video')} of task "${task.name}" ${shared.length === 1 ? 'has' : 'have'} frames in more ` +
    `than one split, by their names: ${joinNames(named)}. The scores flatter: keep all frames of a video in one split, or ` +
    `${switchText('shared-video')}. Where the names mean other videos, nothing has to be done.`;
  const files = shared.flatMap(({ images }) => images.map(({ file }) => file)).slice(0, listedFiles);
  return [{ severity: 'warning', code: 'shared-video', path: task.path, message, files }];
}

/** By the names alone. Silent where a split has one "video" only: then the rule does not fit the names. */
export function sharedVideos(task: Pick<AuditedTask, 'images'>): SharedVideo[] {
  return classNames.flatMap((className) => sharedOfClass(task.images, className));
}

function sharedOfClass(all: readonly AuditedImage[], className: ClassName): SharedVideo[] {
  const byVideo = new Map<string, AuditedImage[]>();
  const videosOf = new Map<SplitName, Set<string>>();
  for (const image of all) {
    if (image.className !== className) continue;
    const video = videoAcrossSplits(image);
    if (video === null) continue;
    const known = byVideo.get(video);
    if (known === undefined) byVideo.set(video, [image]);
    else known.push(image);
    videosOf.set(image.split, (videosOf.get(image.split) ?? new Set()).add(video));
  }
  const fits = (split: SplitName) => (videosOf.get(split)?.size ?? 0) > 1;
  return [...byVideo].flatMap(([video, images]) => {
    const splits = splitNames.filter((split) => fits(split) && images.some((image) => image.split === split));
    return splits.length > 1 ? [{ video, className, splits, images }] : [];
  });
}

/** Without folders that name a split or a class; null for a frame that the rule says nothing about. */
function videoAcrossSplits({ file, video: told }: AuditedImage): string | null {
  const whole = told ?? videoOfFrame(file, 'name-or-folder');
  if (whole === videoOfFrame(file, 'none')) return null;
  const parts = whole.split('/');
  const name = parts.pop() ?? '';
  const folders = parts.filter((folder) => splitWord(folder) === null && classWord(folder) === null);
  return [...folders, name].join('/');
}
