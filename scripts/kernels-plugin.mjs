/**
 * A Vite plugin: compiles the AssemblyScript of src/engine/wasm/kernels, and what src/engine/wasm/kernel-templates write
 * beside it, into the module `virtual:training-kernels`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { generatedKernels } from '../src/engine/wasm/kernel-templates/generated-kernels.ts';

const kernelsFolder = 'src/engine/wasm/kernels';
const moduleName = 'virtual:training-kernels';

/** No runtime, no checks, memory from outside; -O3 inlines the small loops. */
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd'];

export function trainingKernels() {
  // Vite's: electron-vite bundles its configuration, and this file with it, to another place.
  let root = process.cwd();
  return {
    name: 'training-kernels',
    configResolved: (config) => void (root = config.root),
    resolveId: (id) => (id === moduleName ? `\0${moduleName}` : undefined),
    async load(id) {
      if (id !== `\0${moduleName}`) return undefined;
      for (const file of writtenByHand(root)) this.addWatchFile(join(root, kernelsFolder, file));
      const relaxed = await compile(root, ['--enable', 'relaxed-simd']);
      const plain = await compile(root, []);
      return `export const relaxed = '${relaxed.toString('base64')}';\nexport const plain = '${plain.toString('base64')}';\n`;
    },
  };
}

function writtenByHand(root) {
  return readdirSync(join(root, kernelsFolder))
    .filter((file) => file.endsWith('.ts'))
    .sort();
}

/** The module's bytes, kept from one call to the next while the sources stay the same. */
async function compile(root, features) {
  const sources = generatedKernels();
  for (const file of writtenByHand(root)) sources.set(file, readFileSync(join(root, kernelsFolder, file), 'utf8'));
  const flags = [...options, ...features];
  const key = createHash('sha256')
    .update(JSON.stringify([asc.version, flags, ...sources]))
    .digest('hex');
  const cache = join(root, 'node_modules/.cache/training-kernels');
  const kept = join(cache, `${key.slice(0, 32)}.wasm`);
  try {
    return readFileSync(kept);
  } catch {
    // Not compiled yet.
  }
  const written = new Map();
  const { error, stderr } = await asc.main(['index.ts', ...flags, '--outFile', 'kernels.wasm'], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, contents) => void written.set(name, contents),
    listFiles: () => [...sources.keys()],
  });
  if (error) throw new Error(`The training kernels do not compile.\n${stderr.toString()}`, { cause: error });
  const bytes = Buffer.from(written.get('kernels.wasm'));
  mkdirSync(cache, { recursive: true });
  const beside = `${kept}.${process.pid}`;
  writeFileSync(beside, bytes);
  renameSync(beside, kept);
  return bytes;
}
