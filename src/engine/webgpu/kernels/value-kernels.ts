/** Core's fused operations on values (src/core/networks/fused-kernels.ts): one of each input makes one of the output. */
import * as tf from '@tensorflow/tfjs-core';
import { flatEntry, type Element, type Shader } from '../shader';
import { ShaderRuns } from '../shader-runs';
import { webgpuKernel } from '../webgpu-kernel';

export const reluGradient = ofValues('ReluGradient', {
  inputs: ['dy', 'y'],
  result: ({ zero }) => `select(${zero}, dy[index], y[index] > ${zero})`,
});

export const swish = ofValues('Swish', {
  inputs: ['x'],
  result: () => 'x[index] / (1.0 + exp(-x[index]))',
});

export const swishGradient = ofValues('SwishGradient', {
  inputs: ['dy', 'x'],
  before: 'let share = 1.0 / (1.0 + exp(-x[index]));',
  result: () => 'dy[index] * share * (1.0 + x[index] * (1.0 - share))',
});

export const sigmoidGradient = ofValues('SigmoidGradient', {
  inputs: ['dy', 'y'],
  result: () => 'dy[index] * y[index] * (1.0 - y[index])',
});

interface OfValues {
  /** The kernel's, of one shape, which the output has, too. */
  readonly inputs: readonly [string, ...string[]];
  /** WGSL that comes before the result. */
  readonly before?: string;
  /** WGSL; `zero` is one of the type that the values are read in. */
  readonly result: (types: { readonly zero: string }) => string;
}

function ofValues(name: string, of: OfValues): tf.KernelConfig {
  return webgpuKernel(name, ({ backend, input }) => {
    const reads = of.inputs.map(input);
    const output = backend.allocate(input(of.inputs[0]).shape);
    const values = tf.util.sizeFromShape(output.shape);
    const isFours = values % 4 === 0;
    const count = isFours ? values / 4 : values;
    const workgroups = ShaderRuns.flat(count);
    backend.runShader(shaderOf(name, of, isFours), { reads, writes: [output], sizes: [count], workgroups });
    return output;
  });
}

function shaderOf(name: string, { inputs, before = '', result }: OfValues, isFours: boolean): Shader {
  const element: Element = isFours ? 'vec4<f32>' : 'f32';
  return {
    key: `${name} ${isFours}`,
    reads: Object.fromEntries(inputs.map((input) => [input, element])),
    ...{ writes: { output: element }, sizes: ['count'] },
    code: () => `${flatEntry('sizes.count')}
  ${before}
  output[index] = ${result({ zero: `${element}()` })};
}`,
  };
}
