/** AUC over videos: of the mean score of each video's frames. */
import { formatCount } from '../format';
import { auc } from './auc';
import type { ScoreMetric } from './score-metric';

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
    images.videoRule === 'none' || images.videoMisfit !== null ? null : auc(images.videos.labels, images.videos.scores),
  // The rule `none` asks for no video AUC, so that its absence needs no reason.
  whyNot: ({ videoMisfit }) => (videoMisfit === null ? null : `${videoMisfit}, so there is no video AUC.`),
} as const satisfies ScoreMetric;
