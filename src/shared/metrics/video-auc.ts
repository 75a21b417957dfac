/** AUC over videos: of the mean score of each video's frames. */
import { formatCount } from '../format';
import { auc } from './auc';
import type { ScoreMetric } from './score-metric';
import type { ScoredImages } from './scored-images';

export const videoAucMetric = {
  id: 'videoAuc',
  label: 'Video AUC',
  shortLabel: 'Video AUC',
  meaning: "AUC of the mean score of each video's frames",
  hint: "mean of a video's frames",
  absent: 'no videos told apart',
  over: ({ videos }) => formatCount(videos, 'video'),
  better: 'higher',
  compute: (images) =>
    isEachAlone(images) || isOneAClass(images) ? null : auc(images.videos.labels, images.videos.scores),
  // The rule `none` asks for no video AUC, so that its absence needs no reason.
  whyNot(images) {
    if (images.videoRule === 'none') return null;
    const byRule = `by the rule "${images.videoRule}", so there is no video AUC.`;
    if (isEachAlone(images)) return `Each image is a video of its own ${byRule}`;
    return isOneAClass(images) ? `All images of a class are one video ${byRule}` : null;
  },
} as const satisfies ScoreMetric;

function isEachAlone({ videos: { videos }, frames }: ScoredImages): boolean {
  return videos.length === frames.length;
}

/** As for `fake_0001` and `real_0001`, whose names look numbered. */
function isOneAClass({ videos: { labels } }: ScoredImages): boolean {
  return labels.length === 2 && new Set(labels).size === 2;
}
