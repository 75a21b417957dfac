/** Whether a rule finds videos among files, or only seems to: there is no video AUC by a rule that does not fit. */
import { formatCount } from '../format';
import { classNames } from '../task';
import { videoOfFrame } from './video-of-frame';
import { videoToldOf, type Frame } from './video-scores';
import { videoRules, type VideoReading, type VideoRule } from './video-rules';

/** Share of the images that a fitting rule may say nothing about: stray photographs among frames. */
const hardlyAny = 0.05;
const shown = 4;

/** Null where the rule fits, and for `none`, which asks for no videos; else why not, as a sentence without its full stop. */
export function videoMisfit(frames: readonly Frame[], rule: VideoRule): string | null {
  if (rule === 'none' || frames.length === 0) return null;
  const videos = classNames.map(() => new Set<string>());
  const images = classNames.map(() => 0);
  const untold: string[] = [];
  for (const frame of frames) {
    const video = videoToldOf(frame, rule);
    if (video === null) untold.push(frame.file);
    videos[frame.label]?.add(video ?? videoOfFrame(frame.file, 'none'));
    images[frame.label] = (images[frame.label] ?? 0) + 1;
  }
  const found = videos.reduce((sum, { size }) => sum + size, 0);
  const by = `by the rule "${rule}"`;
  if (found === frames.length) return `Each image is a video of its own ${by}`;
  const inOne = classNames.filter((_, label) => videos[label]?.size === 1 && (images[label] ?? 0) > 1);
  if (videos.every(({ size }) => size === 1)) return `All images of a class are one video ${by}`;
  if (inOne.length > 0 && videos.every(({ size }) => size > 0)) {
    return `All ${inOne.join(' and ')} images are one video ${by}`;
  }
  if (untold.length > hardlyAny * frames.length) {
    const some = `${untold.length} of ${formatCount(frames.length, 'image')}`;
    return `The rule "${rule}" says no video of ${some}, such as "${untold[0] ?? ''}"`;
  }
  return null;
}

/**
 * Of groups that are scored apart, such as the splits of tasks: in each of them the same names may stand for other videos.
 * A rule fits where it does so for half of the images or more. Examples are from the first, the middle and the last.
 */
export function readVideos(groups: readonly (readonly Frame[])[], rule: VideoRule): VideoReading {
  const videoOf = (frame: Frame) => frame.video ?? videoOfFrame(frame.file, rule);
  const frames = groups.flat();
  const videos = new Set(frames.map((frame) => `${frame.label} ${videoOf(frame)}`)).size;
  const misfits = groups.map((group) => ({ why: videoMisfit(group, rule), images: group.length }));
  const misfitting = misfits.reduce((sum, { why, images }) => sum + (why === null ? 0 : images), 0);
  const why = misfits.find((group) => group.why !== null)?.why ?? null;
  const count = Math.min(shown, frames.length);
  const examples = Array.from({ length: count }, (_, place) => {
    const frame = frames[Math.round((place * (frames.length - 1)) / Math.max(1, count - 1))];
    return frame === undefined ? [] : [{ file: frame.file, video: videoOf(frame) }];
  });
  return {
    ...{ rule, videos, images: frames.length, examples: examples.flat() },
    misfit: misfitting > frames.length / 2 ? why : null,
  };
}

/** Every rule over the same files, which `groupsBy` gives as it reads them; `listed` only where a list says videos. */
export function readVideosByEachRule(
  groupsBy: (rule: VideoRule) => readonly (readonly Frame[])[],
  { isListed }: { isListed: boolean },
): VideoReading[] {
  return videoRules.filter((rule) => rule !== 'listed' || isListed).map((rule) => readVideos(groupsBy(rule), rule));
}

/** What is proposed: the list's videos, else the first rule that fits, in the order in which they are shown, else none. */
export function fittingRule(readings: readonly VideoReading[]): VideoRule {
  const listed = readings.find(({ rule }) => rule === 'listed');
  const fits = readings.find(({ rule, misfit }) => rule !== 'none' && misfit === null);
  return listed?.rule ?? fits?.rule ?? 'none';
}
