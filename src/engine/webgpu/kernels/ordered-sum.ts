/** Sums what workgroups computed apart, in the order of the workgroups: the same bytes every time. */
import type * as tf from '@tensorflow/tfjs-core';
import { flatEntry, type Shader } from '../shader';
import { ShaderRuns } from '../shader-runs';
import type { WatchedBackend } from '../watched-backend';

const orderedSum: Shader = {
  key: 'orderedSum',
  reads: { parts: 'f32' },
  writes: { result: 'f32' },
  sizes: ['count', 'partCount'],
  code: () => `${flatEntry('sizes.count')}
  var sum = 0.0;
  for (var part = 0; part < sizes.partCount; part++) { sum += parts[part * sizes.count + index]; }
  result[index] = sum;
}`,
};

/** Lets `compute` write into [parts, ...shape] and adds the parts up; with one part it writes the result itself. */
export function inParts(
  backend: WatchedBackend,
  { parts, shape }: { readonly parts: number; readonly shape: readonly number[] },
  compute: (result: tf.TensorInfo) => void,
): tf.TensorInfo {
  const result = backend.allocate(shape);
  if (parts === 1) {
    compute(result);
    return result;
  }
  const apart = backend.allocate([parts, ...shape]);
  compute(apart);
  const count = shape.reduce((product, side) => product * side, 1);
  backend.runShader(orderedSum, {
    reads: [apart],
    writes: [result],
    sizes: [count, parts],
    workgroups: ShaderRuns.flat(count),
  });
  backend.disposeData(apart.dataId);
  return result;
}
