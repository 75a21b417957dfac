/** The template of the matrix product's tiles. */
import { expect, it } from 'vitest';
import { tileSource } from '../../../../src/engine/wasm/kernel-templates/tiles';
import { codeLines } from './code-lines';

it('writes a tile of two rows and eight columns: two vectors a row, each loaded, added to and stored once', () => {
  expect(codeLines(tileSource({ rows: 2, columns: 8, isPacked: true }))).toEqual([
    'export function tile2x8(',
    'depth: i32, a: usize, b: usize, c: usize, rowBytes: usize, adds: bool,',
    '): void {',
    'const kept = i32x4.splat(-i32(adds));',
    'let row = c;',
    'let c0_0 = v128.and(v128.load(row, 16 * 0), kept);',
    'let c0_1 = v128.and(v128.load(row, 16 * 1), kept);',
    'row += rowBytes;',
    'let c1_0 = v128.and(v128.load(row, 16 * 0), kept);',
    'let c1_1 = v128.and(v128.load(row, 16 * 1), kept);',
    'row += rowBytes;',
    'for (let k = 0; k < depth; k++) {',
    'const b0 = v128.load(b, 16 * 0);',
    'const b1 = v128.load(b, 16 * 1);',
    'const x0 = v128.load32_splat(a, 4 * 0);',
    'c0_0 = multiplyAdd(x0, b0, c0_0);',
    'c0_1 = multiplyAdd(x0, b1, c0_1);',
    'const x1 = v128.load32_splat(a, 4 * 1);',
    'c1_0 = multiplyAdd(x1, b0, c1_0);',
    'c1_1 = multiplyAdd(x1, b1, c1_1);',
    'a += 4 * 2;',
    'b += 16 * 2;',
    '}',
    'v128.store(c, c0_0, 16 * 0);',
    'v128.store(c, c0_1, 16 * 1);',
    'c += rowBytes;',
    'v128.store(c, c1_0, 16 * 0);',
    'v128.store(c, c1_1, 16 * 1);',
    'c += rowBytes;',
    '}',
  ]);
});

it('reads the rows of A where they stand, each by a pointer of its own', () => {
  const lines = codeLines(tileSource({ rows: 3, columns: 8, isPacked: false }));
  expect(lines[0]).toBe('export function rows3x8(');
  expect(lines.filter((line) => /^let a\d/.test(line))).toEqual([
    'let a0 = a;',
    'let a1 = a0 + strideA;',
    'let a2 = a1 + strideA;',
  ]);
  expect(lines.filter((line) => line.includes('load32_splat'))).toEqual([
    'const x0 = v128.load32_splat(a0);',
    'const x1 = v128.load32_splat(a1);',
    'const x2 = v128.load32_splat(a2);',
  ]);
});

it('refuses a tile whose vectors do not come in pairs', () => {
  expect(() => tileSource({ rows: 6, columns: 12, isPacked: true })).toThrow('a multiple of 8 columns, not 12');
});
