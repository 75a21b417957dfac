/** The activations that may follow batch normalisation in the same pass, as lines of AssemblyScript. */
import { load } from './channel-passes.ts';

export interface Activation {
  /** Ends the name of each function. */
  readonly suffix: string;
  readonly comment: string;
  readonly gradientComment: string;
  /** What a function does first. */
  readonly prepare: string;
  /** y for z, the normalised value. */
  readonly value: (z: string) => string;
  /** Lines that define g, the gradient of z, from dy, that of y; `row` tells rows apart that are met together. */
  readonly gradient: (row: string, z: string) => string;
  /** Whether the gradient depends on z, and so on factor and offset. */
  readonly readsInput: boolean;
  /** Whether the exponential function is needed, and with it 48 bytes of scratch for its table. */
  readonly needsTable: boolean;
}

export const activations: readonly Activation[] = [
  {
    suffix: '',
    comment: 'y = x factor + offset.',
    gradientComment: 'dz is dy.',
    prepare: '',
    value: (z) => z,
    gradient: (row) => `const g${row}# = ${load(`dy${row}`)};`,
    ...{ readsInput: false, needsTable: false },
  },
  {
    suffix: 'Relu',
    comment: 'y = max(0, x factor + offset).',
    gradientComment: 'dz is dy where z = x factor + offset is positive, else 0.',
    prepare: 'const zero = f32x4.splat(0);',
    value: (z) => `v128.and(${z}, f32x4.gt(${z}, zero))`,
    gradient: (row, z) => `const g${row}# = v128.and(${load(`dy${row}`)}, f32x4.gt(${z}, zero));`,
    ...{ readsInput: true, needsTable: false },
  },
  {
    suffix: 'Swish',
    comment: 'y = z f(z) with f the sigmoid and z = x factor + offset.',
    gradientComment: 'dz is dy times the derivative of z f(z), which is computed anew: reading it would take longer.',
    prepare: 'fillExponentialTable(table);',
    value: (z) => `f32x4.mul(${z}, sigmoid(${z}, table))`,
    gradient: (row, z) => `
      const z${row}# = ${z};
      const share${row}# = sigmoid(z${row}#, table);
      const g${row}# = f32x4.mul(${load(`dy${row}`)}, swishDerivative(z${row}#, share${row}#, table));`,
    ...{ readsInput: true, needsTable: true },
  },
];
