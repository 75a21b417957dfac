/** Which licences the program may be shipped with, and the words of a package's own. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShippedPackage } from './shipped.ts';

/** By their SPDX names: each lets the program be passed on, with its words beside it. */
const accepted = new Set([
  ...['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'LGPL-3.0-or-later', 'MIT', 'OFL-1.1'],
]);

/** Packages that name a file in place of a licence, and what it is. */
const read: Readonly<Record<string, string>> = {
  h5wasm: 'LicenseRef-NIST-software AND BSD-3-Clause',
};

/** In words for a list; throws for a package whose licence is not known here. */
export function licenceOf({ name, licence, version }: ShippedPackage): string {
  const known = read[name] ?? licence ?? '';
  if (name in read || (known !== '' && partsOf(known).every((part) => accepted.has(part)))) {
    return known.replace(/^\((.*)\)$/, '$1');
  }
  const what = licence === null ? 'names no licence' : `has the licence "${licence}"`;
  throw new Error(
    `${name} ${version} ${what}, which scripts/supply/licences.ts does not know. Read it: either add it there, or leave the package out.`,
  );
}

function partsOf(expression: string): string[] {
  return expression.split(/\(|\)| AND | OR /).filter((part) => part.trim() !== '');
}

/** Its licence and notice files, in the order of their names; none where the package is not installed or has none. */
export function wordsOf(root: string, { folder }: ShippedPackage): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|notice|copying|copyright)/i.test(entry.name))
    .map(({ name }) => name)
    .sort()
    .map((name) => plain(readFileSync(join(path, name), 'utf8')));
}

/** The same on every system. */
export function plain(text: string): string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}
