/** Gives splits to what a layout leaves without: by video, by seed, and stored in the mapping. */
import type { DatasetMapping, FolderUse } from '../../../shared/mapping';
import type { SplitName } from '../../../shared/task';
import { mappedVideo, ruleOf } from './apply-mapping';
import { splitVideos } from './split-videos';

export interface DealtSplits {
  readonly mapping: DatasetMapping;
  /** Sentences that say what was dealt. */
  readonly notes: string[];
}

export interface DealOptions {
  readonly seed: number;
  /** Images of each folder of the mapping. */
  imagesOf(use: FolderUse): readonly string[];
  /** Videos that belong together; each is a group of its own unless told. */
  readonly groupOf?: (video: string) => string;
}

/**
 * Folders without a split get train, val and test; where a task has train and no val, val is taken from train. Videos
 * whose split the mapping knows keep it, and then no further test is dealt.
 */
export function dealSplits(mapping: DatasetMapping, { seed, imagesOf, groupOf }: DealOptions): DealtSplits {
  const videos = { ...mapping.videos };
  const notes: string[] = [];
  const rule = ruleOf(mapping);
  /** How many videos were dealt, and whether a list had named others. */
  const deal = (uses: readonly FolderUse[], withTest: boolean) => {
    const lists = uses.map((use) => [
      ...new Set(imagesOf(use).map((file) => mappedVideo(file, { folder: use.folder, rule }))),
    ]);
    const isKnown = (video: string) => mapping.videos[video]?.split !== undefined;
    const hasListed = lists.flat().some(isKnown);
    // Each folder by itself, so that none is left without a split; groups across folders go by the whole.
    const parts = groupOf === undefined ? lists : [lists.flat()];
    let count = 0;
    for (const part of parts) {
      const open = part
        .filter((video) => !isKnown(video))
        .map((video) => ({ video, group: groupOf?.(video) ?? video }));
      count += open.length;
      for (const [video, split] of splitVideos(open, { seed, withTest: withTest && !hasListed })) {
        videos[video] = { ...videos[video], split };
      }
    }
    return { count, hasListed };
  };
  const read = mapping.folders.filter(({ className }) => className !== 'ignore');
  const without = read.filter(({ split }) => split === null);
  if (without.length > 0) {
    const { count, hasListed } = deal(without, true);
    const where = namesOf(without);
    if (count > 0 && hasListed) {
      notes.push(`${where}: videos that no list names were dealt to train and val (90, 10 %) with seed ${seed}.`);
    } else if (count > 0) {
      notes.push(`${where} had no split: videos were dealt to train, val and test (80, 10, 10 %) with seed ${seed}.`);
    }
  }
  const splitsOf = (task: string): readonly (SplitName | null)[] =>
    read.filter((use) => use.task === task).map(({ split }) => split);
  const lacksVal = (task: string) =>
    splitsOf(task).includes('train') && !splitsOf(task).includes('val') && !splitsOf(task).includes(null);
  const carved = read.filter((use) => use.split === 'train' && lacksVal(use.task));
  if (carved.length > 0) {
    deal(carved, false);
    notes.push(`${namesOf(carved)} had no val: 10 % of the videos of train were taken for it with seed ${seed}.`);
  }
  const folders = mapping.folders.map((use) => (carved.includes(use) ? { ...use, split: null } : use));
  return { mapping: { ...mapping, folders, videos, seed: notes.length > 0 ? seed : null }, notes };
}

function namesOf(uses: readonly FolderUse[]): string {
  const tasks = [...new Set(uses.map(({ task }) => task))];
  return tasks.length > 4 ? `${tasks.length} tasks` : tasks.join(', ');
}
