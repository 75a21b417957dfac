/** Which files of each npm package go along: what Node loads, and the licence. Patterns are relative to the package. */
import type { FileSet } from 'electron-builder';
import { isDataAlone, type NeededPackage } from './needed-packages.ts';

export interface Target {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

const always = ['package.json', '{LICENSE,LICENCE,NOTICE,COPYING}*', '{license,licence,Copyright}*'];
/** Of packages whose folders hold much that Node never loads. tfjs: builds for browsers, with source maps of 2 MB each. */
const alone: Readonly<Record<string, (target: Target) => readonly string[]>> = {
  '@tensorflow/tfjs-core': () => ['dist/*.node.js'],
  '@tensorflow/tfjs-layers': () => ['dist/*.node.js'],
  '@tensorflow/tfjs-backend-cpu': () => ['dist/*.node.js'],
  '@tensorflow/tfjs-backend-wasm': () => ['dist/*.node.js', 'dist/*.wasm'],
  '@tensorflow/tfjs-backend-webgpu': () => ['dist/*.node.js'],
  // Binaries of this system alone; on Linux for both C libraries.
  'better-sqlite3': ({ platform, arch }) => ['lib/**/*', `prebuilds/${platform}*-${arch}.node`],
  webgpu: ({ platform, arch }) => ['index.js', `dist/${platform}-${platform === 'darwin' ? 'universal' : arch}/**/*`],
};

/** Left out of all others. */
const clutter = [
  '!**/*.{map,ts,mts,cts,html,ico,markdown,md}',
  '!{test,tests,__tests__,bench,benchmark,benchmarks,example,examples,docs,doc,coverage,typings}{,/**/*}',
  '!{src,install,scripts,.*}{,/**/*}',
];

export function packageFiles({ name, folder }: NeededPackage, target: Target): FileSet {
  return { from: folder, to: folder, filter: patterns(name, target) };
}

/** As electron-builder takes them: later ones win. */
function patterns(name: string, target: Target): string[] {
  if (isDataAlone(name)) return [...always, 'data/image.jpg'];
  const chosen = alone[name]?.(target);
  return chosen === undefined ? ['**/*', ...clutter, ...always] : [...chosen, ...always];
}
