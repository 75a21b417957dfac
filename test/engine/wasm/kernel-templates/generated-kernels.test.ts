/** All that the kernel templates write. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedKernels } from '../../../../src/engine/wasm/kernel-templates/generated-kernels';
import { codeLines } from './code-lines';

const folder = resolve(import.meta.dirname, '../../../../src/engine/wasm/kernels');
const byHand = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
);
const generated = generatedKernels();
const linesOf = (file: string) => codeLines(generated.get(`generated/${file}.ts`) ?? '');

describe('the generated kernels', () => {
  it('are the files that the kernels import from "generated", and no others', () => {
    const imported = [...byHand.values()].flatMap((text) =>
      [...text.matchAll(/from '\.\/(generated\/[\w-]+)'/g)].map(([, path]) => `${path}.ts`),
    );
    expect([...new Set(imported)].sort()).toEqual([...generated.keys()].sort());
  });

  it('import files that there are', () => {
    const imported = [...generated.values()].flatMap((text) =>
      [...text.matchAll(/from '\.\.\/([\w-]+)'/g)].map(([, name]) => `${name}.ts`),
    );
    expect(imported.length).toBeGreaterThan(0);
    for (const file of imported) expect([...byHand.keys()]).toContain(file);
  });

  it.each(['tiles', 'padded-rows', 'depthwise-3x3'])(
    'do in %s to one half what they do to the other, side by side',
    (file) => {
      // Only neighbours become one operation of 256 bits.
      const lines = linesOf(file);
      const halves = lines.flatMap((line, at) => (line.includes('16 * 0') ? [[line, lines[at + 1]] as const] : []));
      expect(halves.length).toBeGreaterThan(0);
      for (const [first, second] of halves) {
        const other = first.replaceAll(/(_|\b[a-z]+)0\b/g, '$11').replaceAll('16 * 0', '16 * 1');
        if (file === 'depthwise-3x3' && /^(let|const)? ?[abc]0 =/.test(first)) continue; // three loads go together
        expect(second).toBe(other);
      }
    },
  );

  it('compute both halves of a normalised vector before they store the first', () => {
    const lines = linesOf('normalisation');
    const start = lines.findIndex((line) => line.startsWith('export function normaliseRelu('));
    const loop = lines.slice(lines.indexOf('for (; at + 32 <= rowBytes; at += 32) {', start) + 1).slice(0, 6);
    expect(loop.map((line) => line.replace(/ = .*|\(.*/, ''))).toEqual([
      'const z0',
      'const y0',
      'const z1',
      'const y1',
      'v128.store',
      'v128.store',
    ]);
  });
});
