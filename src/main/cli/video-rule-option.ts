/** `--video-rule`: which frames are one video. */
import { Option } from 'commander';
import { videoRuleNames, videoRules } from '../../shared/metrics/video-rules';

/** `otherwise`: what holds without the flag. */
export function videoRuleOption(otherwise: string): Option {
  const meanings = videoRules.map((rule) => `${rule}: ${videoRuleNames[rule]}`).join('; ');
  return new Option('--video-rule <rule>', `which frames are one video (${meanings}); ${otherwise}`).choices(
    videoRules,
  );
}
