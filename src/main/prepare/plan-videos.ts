/** Gives every video the name of its crops and a split, and keeps both when videos are added later. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ClassName, SplitName } from '../../shared/task';
import { faceForensicsGroups } from '../datasets/mapping/face-forensics';
import { splitVideos } from '../datasets/mapping/split-videos';
import type { ListedVideo } from './list-videos';

export const PlannedVideo = z.object({
  path: z.string(),
  name: z.string(),
  className: ClassName,
  split: SplitName,
});
export type PlannedVideo = z.infer<typeof PlannedVideo>;

/** `before`: what an earlier preparation planned. All of that stays; videos that are new get a name and a split. */
export function planVideos(
  videos: readonly ListedVideo[],
  { seed, before }: { readonly seed: number; readonly before: readonly PlannedVideo[] },
): PlannedVideo[] {
  const known = new Map(before.map((video) => [video.path, video]));
  const fresh = videos.filter(({ path }) => !known.has(path));
  const names = nameVideos(fresh, before);
  const named = fresh.map((video) => ({ ...video, name: names.get(video.path) ?? video.file }));
  const splits = dealVideos(named, seed);
  const added = named.map(({ path, name, className }) => ({
    ...{ path, name, className },
    split: splits.get(path) ?? ('train' as const),
  }));
  return [...before, ...added];
}

/** "clip", or "folder--clip" below a folder; what another video of the class is called already gets a few digits more. */
function nameVideos(videos: readonly ListedVideo[], before: readonly PlannedVideo[]): Map<string, string> {
  // Disks of Windows and macOS take names that differ in case alone for one.
  const keyOf = (className: string, name: string) => `${className}/${name.toLowerCase()}`;
  const taken = new Set(before.map(({ className, name }) => keyOf(className, name)));
  const plain = (file: string) =>
    file
      .replace(/\.[^./]*$/, '')
      .replaceAll('/', '--')
      .replace(/[^\p{L}\p{N}._ +-]/gu, '_');
  const counts = new Map<string, number>();
  for (const { file, className } of videos) {
    const key = keyOf(className, plain(file));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const names = new Map<string, string>();
  for (const { path, file, className } of videos) {
    const name = plain(file);
    const key = keyOf(className, name);
    const isAlone = counts.get(key) === 1 && !taken.has(key) && name.length <= 150;
    const digits = createHash('sha256').update(path).digest('hex').slice(0, 8);
    names.set(path, isAlone ? name : `${name.slice(0, 150)}-${digits}`);
  }
  return names;
}

type NamedVideo = ListedVideo & { readonly name: string };

/**
 * By path. A fake and the real video that it was made from come into the same split: where they have the same name, and
 * FaceForensics++'s pairs (000_003 of 000 and 003). What belongs together is dealt first, and what is left of each class
 * by itself, so that neither class lacks a split where it has enough videos.
 */
function dealVideos(videos: readonly NamedVideo[], seed: number): Map<string, SplitName> {
  const stem = (file: string) => file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  const nameOf = ({ file, name }: NamedVideo) => (/^\d{3}(_\d{3})?$/.test(stem(file)) ? stem(file) : name);
  const groupOf = faceForensicsGroups(
    videos.map((video) => `${video.className}/${nameOf(video)}/0.png`),
    'folder',
  );
  const grouped = videos.map((video) => ({ ...video, group: groupOf(nameOf(video)) }));
  const groupsOf = (className: ClassName) =>
    new Set(grouped.filter((video) => video.className === className).map(({ group }) => group));
  const [real, fake] = [groupsOf('real'), groupsOf('fake')];
  const isPaired = ({ group }: { group: string }) => real.has(group) && fake.has(group);
  const parts = [
    grouped.filter(isPaired),
    grouped.filter((video) => !isPaired(video) && video.className === 'real'),
    grouped.filter((video) => !isPaired(video) && video.className === 'fake'),
  ];
  const deal = (part: typeof grouped) =>
    splitVideos(
      part.map(({ path, group }) => ({ video: path, group })),
      { seed, withTest: true },
    );
  return new Map(parts.flatMap((part) => [...deal(part)]));
}

/** Evenly over the video, from the middle of each part; all of them where there are no more than wanted. */
export function spreadFrames(total: number, wanted: number): number[] {
  if (total <= wanted) return Array.from({ length: total }, (_, index) => index);
  return Array.from({ length: wanted }, (_, part) => Math.floor(((part + 0.5) * total) / wanted));
}
