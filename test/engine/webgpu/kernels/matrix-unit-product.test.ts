/**
 * Products on matrix units, which no adapter of the tests has: with loops in the place of the units their tiles and tails are
 * held to engine `cpu`; as they are, Dawn's null device compiles them. Neither shows what a GPU's own units give.
 */
import * as tf from '@tensorflow/tfjs-core';
import { create, globals } from 'webgpu';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { matrixUnitFeatures, matrixUnitFlags, type MatrixUnits } from '../../../../src/engine/webgpu/matrix-units';
import { shaderText } from '../../../../src/engine/webgpu/shader';
import { inputPatches, matrix, outputPatches } from '../../../../src/engine/webgpu/shaders/convolution-operands';
import type * as unitCode from '../../../../src/engine/webgpu/shaders/matrix-unit-code';
import { matrixUnitProduct } from '../../../../src/engine/webgpu/shaders/matrix-unit-product';
import { WatchedBackend } from '../../../../src/engine/webgpu/watched-backend';
import { findAdapter, titled } from '../../../fixtures/webgpu-adapter';
import { distance, expectAsOnCpu, normal, openBoth } from './layer-check';

const code = vi.hoisted(() => ({ isEmulated: false }));
vi.mock('../../../../src/engine/webgpu/shaders/matrix-unit-code', async (original) => {
  const real = await original<typeof unitCode>();
  const matrixUnitCode: typeof real.matrixUnitCode = (units, line) =>
    code.isEmulated ? emulation(units, line) : real.matrixUnitCode(units, line);
  return { ...real, matrixUnitCode };
});

/** Every invocation of a subgroup does the whole unit's work. */
function emulation({ rows, columns, depth, subgroupSize }: MatrixUnits, line: number): unitCode.UnitCode {
  return {
    enables: [],
    parameter: '',
    part: `local / ${subgroupSize}u`,
    code: `
alias Factor = f32;
alias LeftUnit = array<f32, ${rows * depth}>;
alias RightUnit = array<f32, ${columns * depth}>;
alias SumUnit = array<f32, ${rows * columns}>;
fn asFactor(value : f32) -> f32 { return quantizeToF16(clamp(value, -65504.0, 65504.0)); }
fn loadLeft(at : u32) -> LeftUnit {
  var unit : LeftUnit;
  for (var k = 0u; k < ${depth}u; k++) { for (var m = 0u; m < ${rows}u; m++) { unit[m * ${depth}u + k] = leftTile[at + k * ${line}u + m]; } }
  return unit;
}
fn loadRight(at : u32) -> RightUnit {
  var unit : RightUnit;
  for (var k = 0u; k < ${depth}u; k++) { for (var n = 0u; n < ${columns}u; n++) { unit[k * ${columns}u + n] = rightTile[at + k * ${line}u + n]; } }
  return unit;
}
fn multiply(left : LeftUnit, right : RightUnit, sum : SumUnit) -> SumUnit {
  var result = sum;
  for (var m = 0u; m < ${rows}u; m++) { for (var n = 0u; n < ${columns}u; n++) { for (var k = 0u; k < ${depth}u; k++) {
    result[m * ${columns}u + n] += left[m * ${depth}u + k] * right[k * ${columns}u + n];
  } } }
  return result;
}
fn storeSum(at : u32, sum : SumUnit) { for (var place = 0u; place < ${rows * columns}u; place++) { sums[at + place] = sum[place]; } }`,
  };
}

const shapes = [
  { rows: 16, columns: 16, depth: 16, subgroupSize: 32 },
  { rows: 16, columns: 8, depth: 8, subgroupSize: 32 },
] as const;

const windows = [
  { maps: [5, 3, 3, 72], outputs: 24, size: 1, stride: 1, padding: 'same' },
  { maps: [1, 7, 5, 3], outputs: 66, size: 3, stride: 2, padding: 1 },
  // Two splits of the filter gradient's depth.
  { maps: [5, 15, 15, 4], outputs: 8, size: 1, stride: 1, padding: 'valid' },
] as const;

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('products of matrix units, with loops in their place,', adapter), () => {
  beforeAll(async () => {
    code.isEmulated = true;
    await openBoth();
    return () => {
      code.isEmulated = false;
    };
  });

  // Small subgroups, because each invocation of them does the whole work; fewer of the windows, whose shaders take seconds.
  const cases = shapes.map((shape, place) => ({
    ...shape,
    subgroupSize: 4,
    windows: [...windows.slice(place, place + 1), ...windows.slice(2)],
  }));
  describe.each(cases)('of $rows x $columns x $depth', ({ windows: some, ...units }) => {
    it.each(some)('give convolutions and gradients to 16 bits: $maps to $outputs', async (window) => {
      const { maps, outputs, size, stride, padding } = window;
      await using(units, () =>
        expectAsOnCpu(
          {
            title: '',
            layer: (x, weights) =>
              tf.conv2d(
                x as tf.Tensor4D,
                weights as tf.Tensor4D,
                stride,
                padding,
                'NHWC',
                1,
                typeof padding === 'number' ? 'floor' : undefined,
              ),
            shapes: [[...maps], [size, size, maps[3], outputs]],
          },
          // Factors have 11 bits: half of the last is 2.4e-4 of the number.
          1e-3,
        ),
      );
    });
  });

  it('round to 16 bits', async () => {
    await using(shapes[0], async () => {
      await tf.setBackend('webgpu');
      // 1.0001 lies between 1 and 1 + 2^-10.
      const maps = tf.fill<tf.Rank.R4>([1, 1, 1, 16], 1.0001);
      const sums = await tf.conv2d(maps, tf.ones<tf.Rank.R4>([1, 1, 16, 4]), 1, 'same').data();
      expect([...sums]).toEqual([16, 16, 16, 16]);
    });
  });

  it('keep slopes of a ten-millionth, of which 16 bits alone would hold nothing', async () => {
    await using(shapes[0], async () => {
      await tf.setBackend('webgpu');
      const x = tf.tensor4d(normal('x', [1, 4, 4, 8]), [1, 4, 4, 8]);
      const filter = tf.tensor4d(normal('filter', [1, 1, 8, 8]), [1, 1, 8, 8]);
      const slopes = async (scale: number) => {
        const loss = (given: tf.Tensor4D) => tf.sum(tf.mul(tf.conv2d(given, filter, 1, 'same'), scale)) as tf.Scalar;
        return tf
          .grad(loss as (given: tf.Tensor) => tf.Tensor)(x)
          .data();
      };
      const small = Float32Array.from(await slopes(1e-7), (value) => value * 1e7);
      expect(distance(small, Float32Array.from(await slopes(1)))).toBeLessThan(1e-3);
    });
  });
});

async function using(units: MatrixUnits, check: () => Promise<void>): Promise<void> {
  await tf.setBackend('webgpu');
  const backend = tf.backend();
  if (!(backend instanceof WatchedBackend)) throw new Error('This is not the webgpu backend.');
  const spy = vi.spyOn(backend, 'matrixUnits', 'get').mockReturnValue(units);
  try {
    await check();
    expect(spy).toHaveBeenCalled();
  } finally {
    spy.mockRestore();
  }
}

describe('shaders for matrix units', () => {
  it('are valid for Dawn', async () => {
    Object.assign(globalThis, globals);
    const gpu = create(['backend=null', ...matrixUnitFlags]);
    const device = await (await gpu.requestAdapter())?.requestDevice({ requiredFeatures: matrixUnitFeatures });
    if (!device) throw new Error('Dawn has no null device.');
    const geometry = tf.backend_util.computeConv2DInfo([1, 7, 5, 4], [3, 3, 4, 8], 2, 1, 1, 'floor');
    const right = (name: string) =>
      matrix({ function: 'right', name, along: 'side', line: 'sizes.columns', lineLength: 8 });
    const products = [
      { left: inputPatches('depth', geometry), right: right('weights'), sizes: ['inHeight'] },
      { left: inputPatches('side', geometry), right: right('dy'), sizes: [] },
      { left: outputPatches(geometry), right: right('weights'), sizes: [] },
    ];
    const names = ['inWidth', 'inChannels', 'outHeight', 'outWidth', 'outChannels', 'filterWidth', 'strideHeight'];
    const sizes = ['inHeight', ...names, 'strideWidth', 'padTop', 'padLeft'];
    for (const units of shapes) {
      for (const product of products) {
        const text = shaderText(matrixUnitProduct({ units, ...product, sizes, writesFours: true }));
        const module = device.createShaderModule({ code: text });
        const { messages } = await module.getCompilationInfo();
        expect(messages.filter(({ type }) => type === 'error').map(({ message }) => message)).toEqual([]);
        device.pushErrorScope('validation');
        device.createComputePipeline({ compute: { module, entryPoint: 'main' }, layout: 'auto' });
        expect(await device.popErrorScope()).toBeNull();
      }
    }
    device.destroy();
  });
});
