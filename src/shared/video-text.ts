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
  return [...(misfit === null ? [] : [`${misfit}.`]), ...examples.map(exampleLine)].join('\n');
}

export function exampleLine({ file, video }: VideoReading['examples'][number]): string {
  return `${file} → ${video}`;
}

/** One example, of those that the rule says something about if there are some; without the folders that hold the video. */
export function exampleText({ examples }: Pick<VideoReading, 'examples'>): string {
  const example = examples.find(({ file, video }) => !file.startsWith(`${video}.`)) ?? examples[0];
  if (example === undefined) return '';
  const { file, video } = example;
  const above = video.slice(0, video.lastIndexOf('/') + 1);
  return exampleLine(
    file.startsWith(above) ? { file: file.slice(above.length), video: video.slice(above.length) } : example,
  );
}
