/** What a rule for videos finds, in words: for the terminal and the interface. */
import { formatCount } from './format';
import { videoRuleNames, type VideoReading } from './metrics/video-rules';

/** "8 videos: the name before its last number", or that none are told apart. */
export function videoText({ rule, videos, misfit }: VideoReading): string {
  if (rule === 'none' || misfit !== null) return 'no videos told apart';
  return `${formatCount(videos, 'video')}: a video is ${videoRuleNames[rule]}`;
}

/** Why there are none, else examples: a line each. */
export function videoExamples({ misfit, examples }: VideoReading): string {
  const lines = examples.map(({ file, video }) => `${file} → ${video}`);
  return [...(misfit === null ? [] : [`${misfit}.`]), ...lines].join('\n');
}
