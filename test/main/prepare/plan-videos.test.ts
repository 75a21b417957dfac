import { describe, expect, it } from 'vitest';
import type { ListedVideo } from '../../../src/main/prepare/list-videos';
import { planVideos, spreadFrames } from '../../../src/main/prepare/plan-videos';
import type { ClassName } from '../../../src/shared/task';

const video = (className: ClassName, file: string): ListedVideo => ({
  className,
  file,
  path: `/v/${className}/${file}`,
});
const many = (className: ClassName, count: number, name: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => video(className, name(index)));
const fresh = { seed: 1, before: [] };

describe('frames', () => {
  it('come from the middle of equal parts', () => {
    // Parts of 25 frames each: 12.5, 37.5, 62.5, 87.5.
    expect(spreadFrames(100, 4)).toEqual([12, 37, 62, 87]);
  });

  it('are all that there are where fewer are there', () => {
    expect(spreadFrames(3, 32)).toEqual([0, 1, 2]);
  });
});

describe('names', () => {
  it('say the folder, and are distinct where files differ by ending or case alone', () => {
    const files = ['a.mp4', 'p1/a.mp4', 'b.mp4', 'b.avi', 'B.mkv', 'odd?name.mp4'];
    const names = planVideos(
      files.map((file) => video('real', file)),
      fresh,
    ).map(({ name }) => name);
    expect(names.filter((_, index) => ![2, 3, 4].includes(index))).toEqual(['a', 'p1--a', 'odd_name']);
    expect(names.slice(2, 5).every((name) => /^b-[0-9a-f]{8}$/i.test(name))).toBe(true);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(files.length);
  });
});

describe('splits', () => {
  const videos = [...many('real', 20, (at) => `r${at}.mp4`), ...many('fake', 20, (at) => `f${at}.mp4`)];

  it('are a tenth for val and for test of each class', () => {
    const plan = planVideos(videos, fresh);
    for (const className of ['real', 'fake']) {
      const splits = plan.filter((planned) => planned.className === className).map(({ split }) => split);
      expect(['train', 'val', 'test'].map((split) => splits.filter((one) => one === split).length)).toEqual([16, 2, 2]);
    }
  });

  it('depend on the seed and not on the order of the files', () => {
    const byPath = (plan: ReturnType<typeof planVideos>) => new Map(plan.map(({ path, split }) => [path, split]));
    const plan = byPath(planVideos(videos, fresh));
    expect(byPath(planVideos(videos.toReversed(), fresh))).toEqual(plan);
    expect(byPath(planVideos(videos, { seed: 2, before: [] }))).not.toEqual(plan);
  });

  it('and names stay when videos are added, even one of the same name', () => {
    const before = planVideos(videos, fresh);
    const after = planVideos([...videos, video('real', 'r0.avi'), ...many('real', 30, (at) => `new${at}.mp4`)], {
      seed: 1,
      before,
    });
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBe(before.length + 31);
    expect(after.find(({ path }) => path.endsWith('r0.avi'))?.name).toMatch(/^r0-[0-9a-f]{8}$/);
  });

  it('are the same for a fake and its original: by equal names, and by the pairs of FaceForensics++', () => {
    const id = (at: number) => String(at).padStart(3, '0');
    const pairs = many('fake', 40, (at) => `Deepfakes/c23/${id(at)}_${id(at % 2 === 0 ? at + 1 : at - 1)}.mp4`);
    const plan = planVideos([...many('real', 40, (at) => `${id(at)}.mp4`), ...pairs], fresh);
    const splitOf = new Map(plan.map(({ path, split }) => [path, split]));
    for (const { path } of pairs) {
      const ids = /(\d{3})_(\d{3})/.exec(path)?.slice(1) ?? [];
      for (const real of ids) expect(splitOf.get(`/v/real/${real}.mp4`)).toBe(splitOf.get(path));
    }
    expect(new Set(splitOf.values()).size).toBe(3);
    const same = planVideos(
      [...many('real', 9, (at) => `p/${at}x.mp4`), ...many('fake', 9, (at) => `p/${at}x.mp4`)],
      fresh,
    );
    for (const { path, split } of same.slice(0, 9)) {
      expect(same.find((other) => other.path === path.replace('real', 'fake'))?.split).toBe(split);
    }
  });
});
