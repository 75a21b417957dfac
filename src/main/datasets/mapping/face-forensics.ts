/**
 * FaceForensics++ (Roessler et al. 2019): `original_sequences/youtube/c23/...` and `manipulated_sequences/<method>/c23/...`,
 * each method a task; the official lists of pairs (`train.json`, `val.json`, `test.json`) say the splits.
 */
import { z } from 'zod';
import { splitNames } from '../../../shared/task';
import type { VideoRule } from '../../../shared/metrics/video-rules';
import type { SplitName } from '../../../shared/task';
import type { FolderUse, VideoUse } from '../../../shared/mapping';
import { mappedVideo } from './apply-mapping';
import { parseJson, readFirstText } from './read-list-file';

const Pairs = z.array(z.array(z.string()));

export function isFaceForensics(images: readonly string[]): boolean {
  const has = (folder: string) => images.some((image) => image.startsWith(`${folder}/`));
  return has('original_sequences') && has('manipulated_sequences');
}

/** The originals of a source are the reals of every method that was made from it. */
export function faceForensicsFolders(images: readonly string[]): FolderUse[] {
  const folders = [...new Set(images.map((image) => image.split('/').slice(0, 3).join('/')))].map((folder) => {
    const [kind = '', source = '', compression = ''] = folder.split('/');
    return { folder, kind, source, compression };
  });
  const originals = folders.filter(({ kind }) => kind === 'original_sequences');
  const fakes = folders.filter(({ kind }) => kind === 'manipulated_sequences');
  const compressions = new Set(fakes.map(({ compression }) => compression));
  return fakes.flatMap(({ folder, source, compression }) => {
    const task = compressions.size > 1 ? `${source}-${compression}` : source;
    const from = source === 'DeepFakeDetection' ? 'actors' : 'youtube';
    const real = originals.filter((original) => original.source === from && original.compression === compression);
    return [
      { folder, task, className: 'fake' as const, split: null },
      ...real.map((original) => ({ folder: original.folder, task, className: 'real' as const, split: null })),
    ];
  });
}

/** Of every video that the official lists name; empty where the lists are not there. */
export async function faceForensicsSplits(
  root: string,
  images: readonly string[],
  rule: VideoRule,
): Promise<Record<string, VideoUse>> {
  const splitOf = new Map<string, SplitName>();
  for (const split of splitNames) {
    const name = `${split}.json`;
    const text = await readFirstText(root, [name, `splits/${name}`, `dataset/splits/${name}`]);
    const pairs = text === null ? [] : Pairs.catch([]).parse(parseJson(text, name));
    for (const id of pairs.flat()) splitOf.set(id, split);
  }
  const videos: Record<string, VideoUse> = {};
  for (const video of new Set(images.map((image) => mappedVideo(image, { rule })))) {
    const split = splitOf.get(idsOf(video)[0] ?? '');
    if (split !== undefined) videos[video] = { split };
  }
  return videos;
}

/** A fake and the two originals that it was made from belong together. */
export function faceForensicsGroups(images: readonly string[], rule: VideoRule): (video: string) => string {
  const groups = new Map<string, string>();
  for (const image of images) {
    const ids = idsOf(mappedVideo(image, { rule }));
    if (ids.length === 2) for (const id of ids) groups.set(id, ids.toSorted().join('_'));
  }
  return (video) => {
    const [id = video] = idsOf(video);
    return groups.get(id) ?? id;
  };
}

/** "000_003" -> 000 and 003; "000" -> 000. */
function idsOf(video: string): string[] {
  const name = video.slice(video.lastIndexOf('/') + 1);
  return /^\d{3}(_\d{3})?$/.test(name) ? name.split('_') : [name];
}
