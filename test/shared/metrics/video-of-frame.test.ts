/** The rule that finds a frame's video, as a table of file names. */
import { describe, expect, it } from 'vitest';
import { videoOfFrame } from '../../../src/shared/metrics/video-of-frame';
import type { VideoRule } from '../../../src/shared/metrics/video-rules';

describe('videoOfFrame', () => {
  it.each<[VideoRule, string, string]>([
    ['name-or-folder', 'fake/id0_id1_0001.png', 'fake/id0_id1'],
    ['name-or-folder', 'fake/clip-12.jpg', 'fake/clip'],
    ['name-or-folder', 'real/033.png', 'real/033'],
    ['name-or-folder', 'real/033/0007.png', 'real/033'],
    ['name-or-folder', 'real/033/frame_0007.png', 'real/033/frame'],
    ['name-or-folder', 'real\\033\\0007.png', 'real/033'],
    ['name-or-folder', '/data/Deep_Fake/val/fake/0007.png', '/data/Deep_Fake/val/fake/0007'],
    ['name-or-folder', 'a_1.b_2.png', 'a_1.b'],
    ['name-or-folder', '_12.png', '_12'],
    ['name-or-folder', 'portrait.png', 'portrait'],
    ['name', 'real/033/0007.png', 'real/033/0007'],
    ['name', 'real/033_0007.png', 'real/033'],
    ['folder', 'real/033/take_0007.png', 'real/033'],
    ['folder', 'real/033_0007.png', 'real/033_0007'],
    ['none', 'real/033_0007.png', 'real/033_0007'],
  ])('with rule %s puts %s into %s', (rule, file, video) => {
    expect(videoOfFrame(file, rule)).toBe(video);
  });
});
