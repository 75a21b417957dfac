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

  // Only neighbours become one operation of 256 bits.
  it.each(['tiles', 'padded-rows'])('add in %s to one half and then to the other, side by side', (file) => {
    const targets = linesOf(file).map((line) => /^(\w+)_(\d) = multiplyAdd\(/.exec(line)?.slice(1) ?? []);
    const pairs = targets.flatMap((target, at) => (Number(target[1]) % 2 === 0 ? [[target, targets[at + 1]]] : []));
    expect(pairs.length).toBeGreaterThan(0);
    for (const [first, second] of pairs) expect(second).toEqual([first?.[0], String(Number(first?.[1]) + 1)]);
  });

  it.each(['tiles', 'padded-rows'])('load and store in %s one half and then the other, side by side', (file) => {
    const lines = linesOf(file);
    const halves = lines.flatMap((line, at) => (line.includes('16 * 0') ? [[line, lines[at + 1]] as const] : []));
    expect(halves.length).toBeGreaterThan(0);
    for (const [first, second] of halves) {
      expect(second).toBe(first.replaceAll(/(_|\b[bg])0\b/g, '$11').replaceAll('16 * 0', '16 * 1'));
    }
  });

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
