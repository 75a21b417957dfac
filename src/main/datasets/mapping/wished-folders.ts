/** The folders of a mapping: by their names, and as a person says otherwise. */
import { basename } from 'node:path';
import { AppError } from '../../../shared/errors';
import type { FolderUse, MappingWish } from '../../../shared/mapping';
import { joinNames } from '../folder-text';
import { readFolder } from './read-folders';

/** Folders whose names, or those above them, say a class. */
export function namedFolders(images: readonly string[], root: string): FolderUse[] {
  const uses = new Map<string, FolderUse>();
  for (const folder of new Set(images.map((image) => image.slice(0, Math.max(0, image.lastIndexOf('/')))))) {
    const use = readFolder(folder, basename(root));
    if (use !== null) uses.set(use.folder, use);
  }
  return [...uses.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** What a person says of a folder comes first; a folder that was not proposed is added. */
export function withWishes(folders: readonly FolderUse[], { classes }: MappingWish, root: string): FolderUse[] {
  const changed = folders.map((use) => {
    const named = nearest(use.folder, classes);
    return named === null ? use : { ...use, className: classes[named] ?? use.className };
  });
  const added = Object.entries(classes).flatMap(([folder, className]): FolderUse[] => {
    if (folders.some((use) => isWithin(use.folder, folder))) return [];
    const read = readFolder(`${folder}/real`, basename(root));
    return [
      {
        folder,
        task: read?.task === folder ? basename(root) : (read?.task ?? basename(root)),
        className,
        split: read?.split ?? null,
      },
    ];
  });
  return [...changed, ...added];
}

/** Tasks and splits as a person says, for a folder and all that is named below it. Throws AppError 'bad-input'. */
export function withPlaces(folders: readonly FolderUse[], { tasks, splits }: MappingWish): FolderUse[] {
  for (const folder of [...Object.keys(tasks), ...Object.keys(splits)]) {
    if (folders.some((use) => isWithin(use.folder, folder))) continue;
    const message = `The mapping has no folder "${folder}". It has ${joinNames(folders.map((use) => use.folder || '.'))}.`;
    throw new AppError('bad-input', message);
  }
  return folders.map((use) => {
    const placed = nearest(use.folder, splits);
    const split = placed === null ? undefined : splits[placed];
    const named = nearest(use.folder, tasks);
    const sharing = folders.filter(({ folder }) => folder === use.folder);
    if (named !== null && sharing.length > 1) {
      const message = `"${use.folder}" belongs to ${joinNames(sharing.map(({ task }) => task))}: its task cannot be set.`;
      throw new AppError('bad-input', `${message} Give a list of the files (--manifest FILE).`);
    }
    return {
      ...use,
      task: (named === null ? undefined : tasks[named]) ?? use.task,
      split: split === undefined ? use.split : split === 'dealt' ? null : split,
    };
  });
}

function isWithin(folder: string, above: string): boolean {
  return above === '' || folder === above || folder.startsWith(`${above}/`);
}

/** The deepest folder of a wish that holds this one, or is it. */
function nearest(folder: string, wished: Readonly<Record<string, unknown>>): string | null {
  const above = Object.keys(wished).filter((name) => isWithin(folder, name));
  return above.sort((a, b) => b.length - a.length)[0] ?? null;
}
