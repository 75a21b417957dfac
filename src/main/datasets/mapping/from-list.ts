/** A mapping from a list that names every file: a manifest, or DeepfakeBench's JSON. */
import { basename } from 'node:path';
import { AppError } from '../../../shared/errors';
import { formatCount } from '../../../shared/format';
import type { DatasetMapping, MappedFile } from '../../../shared/mapping';
import { mappedVideo } from './apply-mapping';
import type { Draft, Seen } from './draft';
import { locateFiles } from './locate-files';
import { readManifest } from './manifest';
import { readText } from './read-list-file';
import { splitVideos } from './split-videos';
import { ruleOfList } from './video-readings';

/** Throws AppError 'bad-input' that says what is wrong with the list. */
export async function fromList({ root, images, wish }: Seen, path: string): Promise<Draft> {
  const listed = readManifest(await readText(path), {
    path,
    numbers: wish.numbers,
    columns: wish.columns,
  });
  const located = locateFiles(
    listed.map(({ file }) => file),
    images,
  );
  const notes: string[] = [];
  const missing = listed.filter((_, index) => located[index] === null);
  if (missing.length === listed.length) {
    const message = `None of the ${formatCount(listed.length, 'file')} of "${path}" is below "${root}" (such as "${listed[0]?.file ?? ''}").`;
    throw new AppError('bad-input', `${message} Choose the folder that the paths are relative to.`);
  }
  if (missing.length > 0) {
    notes.push(
      `${formatCount(missing.length, 'file')} of the list ${missing.length === 1 ? 'is' : 'are'} not there and left out, ` +
        `such as "${missing[0]?.file ?? ''}". Where they are meant to be read, put them there or correct the list.`,
    );
  }
  const found = listed.flatMap((entry, index) => {
    const file = located[index];
    return typeof file === 'string' ? [{ ...entry, file, task: entry.task ?? basename(root) }] : [];
  });
  const videoRule = wish.videoRule ?? ruleOfList(found);
  const groupOf = (file: string, video: string | null) =>
    videoRule === 'listed' && video !== null ? video : mappedVideo(file, { rule: videoRule });
  const open = found.filter(({ split }) => split === null);
  const byClass = Map.groupBy(open, ({ task, className }) => `${task}/${className}`);
  const dealt = new Map(
    [...byClass.values()].flatMap((entries) => [
      ...splitVideos(
        entries.map(({ file, video }) => ({ video: file, group: groupOf(file, video) })),
        { seed: wish.seed, withTest: true },
      ),
    ]),
  );
  if (open.length > 0) {
    notes.push(
      `${formatCount(open.length, 'image')} had no split: videos were dealt to train, val and test (80, 10, 10 %) with seed ${wish.seed}.`,
    );
  }
  const files = found.map(({ file, task, className, split, video }): MappedFile => {
    return { file, task, className, split: split ?? dealt.get(file) ?? 'train', ...(video !== null && { video }) };
  });
  const isBench = path.endsWith('.json');
  const mapping: DatasetMapping = {
    format: 1,
    layout: isBench ? 'deepfakebench' : 'manifest',
    folders: [],
    videos: {},
    files,
    seed: open.length > 0 ? wish.seed : null,
    videoRule,
  };
  return { mapping, notes };
}
