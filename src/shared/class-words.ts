/** Words that people use in folder names and lists for real, fake, and the splits. */
import type { ClassName, SplitName } from './task';

const classWords: Readonly<Record<ClassName, readonly string[]>> = {
  fake: 'fake fakes 1_fake 0_fake manipulated manipulated_sequences manipulation ai synthetic synthesis synthesized generated forged altered spoof'.split(
    ' ',
  ),
  real: 'real reals 0_real 1_real original originals original_sequences nature natural genuine authentic pristine bonafide live'.split(
    ' ',
  ),
};

const splitWords: Readonly<Record<SplitName, readonly string[]>> = {
  train: ['train', 'training'],
  val: ['val', 'valid', 'validation', 'dev'],
  test: ['test', 'testing'],
};

/** The class that a folder's whole name says, in any case: "0_real", "Fake", "nature". */
export function classWord(name: string): ClassName | null {
  return wordOf(classWords, name.toLowerCase());
}

/** The split that a folder's whole name says, in any case. */
export function splitWord(name: string): SplitName | null {
  return wordOf(splitWords, name.toLowerCase());
}

/** The class that one part of a name says: "Celeb-real", "real_train"; null where parts say both. */
export function classWithin(name: string): ClassName | null {
  return onlyOne(partsOf(name).map(classWord));
}

/** The split that one part of a name says: "fake_test". */
export function splitWithin(name: string): SplitName | null {
  return onlyOne(partsOf(name).map(splitWord));
}

function wordOf<Name extends string>(words: Readonly<Record<Name, readonly string[]>>, word: string): Name | null {
  for (const name in words) if (words[name].includes(word)) return name;
  return null;
}

function partsOf(name: string): string[] {
  return name.split(/[^a-z0-9]+/i);
}

function onlyOne<Name>(found: readonly (Name | null)[]): Name | null {
  const names = new Set(found.filter((name) => name !== null));
  return names.size === 1 ? ([...names][0] ?? null) : null;
}
