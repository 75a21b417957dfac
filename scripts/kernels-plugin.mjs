/** A Vite plugin: compiles the AssemblyScript of src/engine/wasm/kernels into the module `virtual:training-kernels`. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

// electron-vite bundles its configuration, and this file with it, into the project's root.
const root = [import.meta.dirname, join(import.meta.dirname, '..')].find((at) => existsSync(join(at, 'package.json')));
const folder = join(root, 'src/engine/wasm/kernels');
const moduleName = 'virtual:training-kernels';

/** No runtime, no checks, memory from outside; -O3 inlines the small loops. */
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd'];

export function trainingKernels() {
  return {
    name: 'training-kernels',
    resolveId: (id) => (id === moduleName ? `\0${moduleName}` : undefined),
    async load(id) {
      if (id !== `\0${moduleName}`) return undefined;
      for (const file of sourceFiles()) this.addWatchFile(join(folder, file));
      const relaxed = await compile(['--enable', 'relaxed-simd']);
      const plain = await compile([]);
      return `export const relaxed = '${relaxed.toString('base64')}';\nexport const plain = '${plain.toString('base64')}';\n`;
    },
  };
}

function sourceFiles() {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort();
}

/** The module's bytes, kept from one call to the next while the sources stay the same. */
async function compile(features) {
  const sources = new Map(sourceFiles().map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
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
