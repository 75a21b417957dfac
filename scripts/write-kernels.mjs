#!/usr/bin/env node
/** `npm run kernels`: writes what src/engine/wasm/kernel-templates give to kernels/generated, for readers and editors; builds do without. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runsOnNode24 } from './node-24.mjs';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

if (runsOnNode24(fileURLToPath(import.meta.url), process.argv.slice(2))) {
  const prettier = await import('prettier');
  const { generatedKernels } = await import('../src/engine/wasm/kernel-templates/generated-kernels.ts');
  const kernels = join(root, 'src/engine/wasm/kernels');
  const layout = await prettier.resolveConfig(join(kernels, 'index.ts'));
  rmSync(join(kernels, 'generated'), { recursive: true, force: true });
  mkdirSync(join(kernels, 'generated'));
  for (const [path, text] of generatedKernels()) {
    writeFileSync(join(kernels, path), await prettier.format(text, { ...layout, parser: 'typescript' }));
    console.log(`src/engine/wasm/kernels/${path}`);
  }
}
