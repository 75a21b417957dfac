/** The rules that turn the files of frames into videos, and what one of them finds among given files. */
import { z } from 'zod';

/** The first is that of published runs; `listed` takes what a manifest says, `none` makes every frame its own video. */
export const videoRules = [
  'name-or-folder',
  'name',
  'two-numbers',
  'number-first',
  'first-part',
  'folder',
  'listed',
  'none',
] as const;
export const VideoRule = z.enum(videoRules);
export type VideoRule = z.infer<typeof VideoRule>;

/** What the video is, as the rest of "the video is …". */
export const videoRuleNames: Readonly<Record<VideoRule, string>> = {
  'name-or-folder': 'the name before its last number, else the folder',
  name: 'the name before its last number',
  'two-numbers': 'the name before its last two numbers',
  'number-first': 'the name after its first number',
  'first-part': 'the name up to its first _ or -',
  folder: 'the folder',
  listed: 'what the list of the files says',
  none: 'each image by itself',
};

/** What a rule finds, for a person to judge it by. */
export const VideoReading = z.object({
  rule: VideoRule,
  videos: z.number().int(),
  images: z.number().int(),
  /** Why there is no video AUC by this rule; null where it fits. */
  misfit: z.string().nullable(),
  /** A few of the files, each with the video that it is put into. */
  examples: z.array(z.object({ file: z.string(), video: z.string() })),
});
export type VideoReading = z.infer<typeof VideoReading>;
