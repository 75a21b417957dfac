/** The tasks of a dataset that is read through a mapping. */
import { basename, join } from 'node:path';
import { formatCount } from '../../../shared/format';
import type { DatasetMapping } from '../../../shared/mapping';
import { classNames, splitNames } from '../../../shared/task';
import type { Problem, SplitName } from '../../../shared/task';
import { joinNames } from '../folder-text';
import { listContents } from '../list-images';
import type { ListedImage, TaskListing } from '../list-task';
import { listTransferSet, transferFolder } from '../transfer-set';
import type { TransferListing } from '../transfer-set';
import { applyMapping } from './apply-mapping';

export interface MappedListing {
  /** Sorted by name; images fake before real, train before val before test, sorted within, relative to the root. */
  readonly tasks: TaskListing[];
  /** Of images that the mapping leaves out. */
  readonly problems: Problem[];
}

export async function listMapped(root: string, mapping: DatasetMapping): Promise<MappedListing> {
  const { images, skipped } = await listContents(root);
  const { files, unmapped, unknown } = applyMapping(mapping, images);
  const tasks: TaskListing[] = [];
  for (const [name, own] of Map.groupBy(files, ({ task }) => task)) {
    const listed = splitNames.flatMap((split) =>
      classNames.flatMap((className): ListedImage[] =>
        own
          .filter((file) => file.split === split && file.className === className)
          .map(({ file, video }) => ({ file, split, className, video }))
          .sort((a, b) => (a.file < b.file ? -1 : 1)),
      ),
    );
    const folders = mapping.folders.filter(({ task }) => task === name).map(({ folder }) => `${folder}/`);
    const beside = skipped.filter(({ file }) => folders.some((folder) => file.startsWith(folder)));
    const transfer = await smallSetOf(root, name);
    tasks.push({
      ...{ name, path: root, images: listed, skipped: beside, videoRule: mapping.videoRule },
      transfer: transfer?.counts ?? null,
      problems: [...(transfer?.problems ?? []), ...missingOf({ name, path: root, images: listed, transfer })],
    });
  }
  const problems = [
    ...leftOut(
      root,
      unmapped.filter((file) => !file.startsWith(`${transferFolder}/`)),
      'the mapping says nothing of their folders',
    ),
    ...leftOut(root, unknown, 'the mapping does not know their videos'),
  ];
  return { tasks: tasks.sort((a, b) => (a.name < b.name ? -1 : 1)), problems };
}

/** `<root>/TransferLearning/<task>`, as for tasks that are read as their folders say. */
function smallSetOf(root: string, task: string): Promise<TransferListing | null> {
  return listTransferSet(join(root, task));
}

/** What a mapped task lacks, of the images that are left. */
export function missingOf(of: {
  name: string;
  path: string;
  images: readonly ListedImage[];
  transfer: Pick<TransferListing, 'counts'> | null;
}): Problem[] {
  const { name: task, path: root, images, transfer } = of;
  const hasSmall = transfer !== null && transfer.counts.fake > 0 && transfer.counts.real > 0;
  const has = (split: SplitName, className: string) =>
    images.some((image) => image.split === split && image.className === className);
  return splitNames.flatMap((split): Problem[] => {
    const lacking = classNames.filter((className) => !has(split, className));
    if (lacking.length === 0 || (split === 'test' && lacking.length === 2)) return [];
    const message =
      `The mapping gives task "${task}" no ${joinNames(lacking)} images in ${split}. ` +
      'Map the dataset again (cored datasets map), or leave the task out.';
    const isWithoutTrain = lacking.length === 2 && split === 'train';
    const isFatal = split !== 'test' && !(isWithoutTrain && hasSmall);
    const about = isWithoutTrain ? { split } : {};
    return [{ severity: isFatal ? 'fatal' : 'warning', code: 'empty-class', path: root, ...about, message }];
  });
}

function leftOut(root: string, files: readonly string[], why: string): Problem[] {
  if (files.length === 0) return [];
  const folders = [...new Set(files.map((file) => file.split('/').slice(0, -1).join('/') || basename(root)))];
  const message =
    `${formatCount(files.length, 'image')} below "${root}" ${files.length === 1 ? 'is' : 'are'} not read, because ${why}: ` +
    `in ${joinNames(folders)}. Map the dataset again (cored datasets map), or ignore those folders there.`;
  return [{ severity: 'warning', code: 'unread-folder', path: root, message }];
}
