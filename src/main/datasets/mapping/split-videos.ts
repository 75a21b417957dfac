/** Deals videos to splits by a seed: all frames of a video, and all videos of a group, come into the same one. */
import { createHash } from 'node:crypto';
import type { SplitName } from '../../../shared/task';

export interface GroupedVideo {
  readonly video: string;
  /** Videos that show the same, such as a fake and the original that it was made from. */
  readonly group: string;
}

/** Of the groups; at least one each, where there are enough. */
const share = 0.1;

/** The same videos and seed give the same splits, in whatever order they come. One group alone is for training. */
export function splitVideos(
  videos: readonly GroupedVideo[],
  { seed, withTest }: { seed: number; withTest: boolean },
): Map<string, SplitName> {
  const rank = (group: string) => createHash('sha256').update(`${seed}/${group}`).digest('hex');
  const groups = [...new Set(videos.map(({ group }) => group))]
    .map((group) => ({ group, rank: rank(group) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const part = Math.max(1, Math.round(share * groups.length));
  const val = groups.length > 1 ? part : 0;
  const test = withTest && groups.length > 2 ? part : 0;
  const splits = new Map<string, SplitName>();
  groups.forEach(({ group }, index) => splits.set(group, index < val ? 'val' : index < val + test ? 'test' : 'train'));
  return new Map(videos.map(({ video, group }) => [video, splits.get(group) ?? 'train']));
}
