/** Videos whose frames lie in two splits: a detector that has seen the video knows it again. */
import { videoOfFrame } from '../../../shared/metrics/video-of-frame';
import { formatCount } from '../../../shared/format';
import type { ClassName, Problem, SplitName } from '../../../shared/task';
import { classNames } from '../../../shared/task';
import { joinNames } from '../folder-text';
import type { AuditedTask } from './audited-image';

/** By the names alone. Silent where a split has one "video" only: then the rule does not fit the names. */
export function sharedVideoProblems(task: AuditedTask): Problem[] {
  const shared = classNames.flatMap((className) => sharedVideos(task, className));
  if (shared.length === 0) return [];
  const message =
    `${formatCount(shared.length, 'video')} of task "${task.name}" ${shared.length === 1 ? 'has' : 'have'} frames in more ` +
    `than one split, by their names: ${joinNames(shared)}. Keep all frames of a video in one split, or the scores flatter; ` +
    'where the names mean other videos, nothing has to be done.';
  return [{ severity: 'warning', code: 'shared-video', path: task.path, message }];
}

/** "id0 (fake, train and val)". */
function sharedVideos({ images }: AuditedTask, className: ClassName): string[] {
  const splitsOf = new Map<string, Set<SplitName>>();
  const videosOf = new Map<SplitName, Set<string>>();
  for (const { file, split, className: own, video: told } of images) {
    if (own !== className) continue;
    const whole = told ?? videoOfFrame(file, 'name-or-folder');
    // A frame that the rule says nothing about.
    if (whole === file.replace(/\.[^.]*$/, '')) continue;
    const prefix = `${split}/${className}/`;
    const video = whole.startsWith(prefix) ? whole.slice(prefix.length) : whole;
    splitsOf.set(video, (splitsOf.get(video) ?? new Set()).add(split));
    videosOf.set(split, (videosOf.get(split) ?? new Set()).add(video));
  }
  const fits = (split: SplitName) => (videosOf.get(split)?.size ?? 0) > 1;
  return [...splitsOf].flatMap(([video, splits]) => {
    const told = [...splits].filter(fits);
    return told.length > 1 ? [`${video} (${className}, ${joinNames(told)})`] : [];
  });
}
