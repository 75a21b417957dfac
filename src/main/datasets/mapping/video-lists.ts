/** Lists of videos that come with datasets: Celeb-DF's test list, and DFDC's metadata. */
import { dirname } from 'node:path';
import { z } from 'zod';
import { classWord } from '../../../shared/class-words';
import type { VideoUse } from '../../../shared/mapping';
import type { VideoRule } from '../../../shared/metrics/video-rules';
import { splitWord } from '../../../shared/class-words';
import { mappedVideo } from './apply-mapping';
import { parseJson, readFirstText, readText } from './read-list-file';

/** Celeb-DF: lines such as "1 YouTube-real/00170.mp4" name the videos of test. Null where there is no such list. */
export async function celebDfVideos(
  root: string,
  images: readonly string[],
  rule: VideoRule,
): Promise<Record<string, VideoUse> | null> {
  const text = await readFirstText(root, ['List_of_testing_videos.txt']);
  if (text === null) return null;
  const listed = new Set(text.split(/\r?\n/).flatMap((line) => /^\s*[01]\s+(.+?)(\.\w+)?\s*$/.exec(line)?.[1] ?? []));
  const videos: Record<string, VideoUse> = {};
  for (const video of new Set(images.map((image) => mappedVideo(image, { rule })))) {
    const parts = video.split('/');
    // "Celeb-real/frames/id0_0000" is "Celeb-real/id0_0000" of the list.
    if (listed.has(`${parts[0]}/${parts.at(-1)}`)) videos[video] = { split: 'test' };
  }
  return videos;
}

const Metadata = z.record(
  z.string(),
  z.object({ label: z.string(), split: z.string().optional(), original: z.string().nullish() }),
);

export interface DfdcVideos {
  /** Folders that a metadata.json describes, relative to the root; '' is the root. */
  readonly folders: string[];
  readonly videos: Record<string, VideoUse>;
  /** A fake belongs to its original. */
  readonly groupOf: (video: string) => string;
}

/** DFDC: `metadata.json` says of each video whether it is fake and what it was made from. Null where there is none. */
export async function dfdcVideos(
  root: string,
  images: readonly string[],
  { lists, rule }: { lists: readonly string[]; rule: VideoRule },
): Promise<DfdcVideos | null> {
  const found: DfdcVideos['folders'] = [];
  const videos: Record<string, VideoUse> = {};
  const groups = new Map<string, string>();
  for (const list of lists) {
    const path = `${root}/${list}`;
    const parsed = Metadata.safeParse(parseJson(await readText(path), path));
    if (!parsed.success) continue;
    const folder = dirname(list) === '.' ? '' : dirname(list);
    found.push(folder);
    const byName = new Map(Object.entries(parsed.data).map(([name, about]) => [withoutEnding(name), about]));
    for (const image of images) {
      if (folder !== '' && !image.startsWith(`${folder}/`)) continue;
      const video = mappedVideo(image, { rule });
      const name = video.slice(video.lastIndexOf('/') + 1);
      const about = byName.get(name);
      if (about === undefined) continue;
      const className = classWord(about.label);
      const split = splitWord(about.split ?? '');
      videos[video] = {
        ...(className !== null && { className }),
        ...(split !== null && split !== 'train' && { split }),
      };
      groups.set(video, withoutEnding(about.original ?? name));
    }
  }
  if (found.length === 0) return null;
  return { folders: found, videos, groupOf: (video) => groups.get(video) ?? video };
}

function withoutEnding(name: string): string {
  return name.replace(/\.\w+$/, '');
}
