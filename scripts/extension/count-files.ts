/** How many files each method, augmentation and metric takes: its own, its index, and every other file that names it. */
import { exceptions, type Exception } from './exceptions.ts';
import { extensionsOf, indexes, type Extension, type Index } from './extensions.ts';
import { mentionsOf, type Mention } from './mentions.ts';
import { readSources, type Source } from './sources.ts';

export interface Counted {
  readonly kind: string;
  readonly id: string;
  /** Its own file first, then helpers that are its alone. */
  readonly files: readonly string[];
  readonly index: string;
  /** In other files, without a reason for it. */
  readonly elsewhere: readonly Mention[];
  readonly excepted: readonly (Mention & { readonly reason: string })[];
  /** Tests that name it. */
  readonly tests: readonly string[];
}

/** What adding it touched under `src`. */
export function filesTouched({ files, index, elsewhere }: Counted): string[] {
  return [...new Set([...files, index, ...elsewhere.map(({ path }) => path)])];
}

export function countFiles(root: string): Counted[] {
  return countIn(readSources(root, 'src'), readSources(root, 'test'));
}

export function countIn(sources: readonly Source[], tests: readonly Source[]): Counted[] {
  return indexes.flatMap((index) =>
    extensionsOf(index, sources).map((extension) => countOne(extension, { index, sources, tests })),
  );
}

function countOne(
  extension: Extension,
  { index, sources, tests }: { index: Index; sources: readonly Source[]; tests: readonly Source[] },
): Counted {
  const mentions = mentionsOf(extension, index.path, sources).map((mention) => ({
    ...mention,
    reason: exceptionFor(extension.id, mention.path)?.reason,
  }));
  return {
    ...{ kind: index.kind, id: extension.id, files: extension.files, index: index.path },
    elsewhere: mentions.filter(({ reason }) => reason === undefined).map(({ path, what }) => ({ path, what })),
    excepted: mentions.flatMap(({ reason, ...mention }) => (reason === undefined ? [] : [{ ...mention, reason }])),
    tests: [...new Set(mentionsOf(extension, index.path, tests).map(({ path }) => path))],
  };
}

function exceptionFor(id: string, path: string): Exception | undefined {
  return exceptions.find((exception) => exception.path === path && exception.ids.includes(id));
}

/** Exceptions for which there is nothing any more: `path: id`. */
export function idleExceptions(counted: readonly Counted[]): string[] {
  const used = new Set(counted.flatMap(({ id, excepted }) => excepted.map(({ path }) => `${path}: ${id}`)));
  return exceptions.flatMap(({ path, ids }) => ids.map((id) => `${path}: ${id}`)).filter((one) => !used.has(one));
}
