/** Both builds of the training kernels, and that they leave the backend's memory to the backend. */
import { plain, relaxed } from 'virtual:training-kernels';
import { describe, expect, it } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { openEngine } from '../../../src/engine/open-engine';
import { KernelMemory } from '../../../src/engine/wasm/kernel-memory';
import { trainingModule } from '../../../src/engine/wasm/training-module';

/** Ids of a WebAssembly binary's sections, in their order. */
function sectionIds(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64');
  const ids: number[] = [];
  let at = 8;
  while (at < bytes.length) {
    ids.push(bytes.readUInt8(at++));
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes.readUInt8(at++);
      size += (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += size;
  }
  return ids;
}

describe('training kernels', () => {
  it('are two builds, of which Node 24 takes the relaxed one', () => {
    expect(relaxed).not.toBe(plain);
    expect(WebAssembly.validate(Buffer.from(plain, 'base64'))).toBe(true);
    expect(trainingModule().build).toBe('relaxed');
  });

  it('hold no static data, which would overwrite tensors, and import nothing but the memory', () => {
    const dataSection = 11;
    for (const build of [relaxed, plain]) {
      expect(sectionIds(build)).not.toContain(dataSection);
      const module = new WebAssembly.Module(Buffer.from(build, 'base64'));
      expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
    }
  });

  it('give the same bytes with the tile for 256 bits as with that for 128 bits', async () => {
    await openEngine('wasm');
    const memory = KernelMemory.of(tf.backend());
    const [rows, columns, depth] = [61, 90, 700];
    const [a, b, c] = [
      [rows, depth],
      [depth, columns],
      [rows, columns],
    ].map((shape) => memory.allocate(shape));
    if (!a || !b || !c) throw new Error('Nothing was allocated.');
    for (const tensor of [a, b]) memory.values(tensor).forEach((_, at, all) => (all[at] = Math.sin(at * 1.7)));
    const product = (isWide: boolean) => {
      const at = (tensor: tf.TensorInfo) => memory.address(tensor);
      const scratch = memory.scratch(memory.call('gemmScratchBytes'));
      memory.call(
        'gemm',
        rows,
        columns,
        depth,
        at(a),
        depth,
        false,
        at(b),
        columns,
        false,
        at(c),
        columns,
        false,
        isWide,
        scratch,
      );
      return [...memory.values(c)];
    };
    const wide = product(true);
    expect(wide.some((value) => value !== 0)).toBe(true);
    expect(product(false)).toEqual(wide);
  });
});
