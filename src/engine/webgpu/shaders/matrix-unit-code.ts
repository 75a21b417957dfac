/** WGSL of what a subgroup does with a GPU's matrix units: load factors from a tile, multiply them, store their sums. */
import type { MatrixUnits } from '../matrix-units';

export interface UnitCode {
  /** Extensions of the language. */
  readonly enables: readonly string[];
  /** Of the entry, and which of the workgroup's subgroups an invocation belongs to by it. */
  readonly parameter: string;
  readonly part: string;
  /**
   * Types `Factor`, `LeftUnit`, `RightUnit` and `SumUnit`, and functions on them. Tiles are `leftTile` and `rightTile`,
   * whose lines of `line` values lie along the side; sums go to `sums`, in lines as long as a unit is wide.
   */
  readonly code: string;
}

/** The largest 16-bit number; beyond it there is infinity alone. */
const largest = '65504.0';

export function matrixUnitCode({ rows, columns, depth }: MatrixUnits, line: number): UnitCode {
  return {
    enables: ['f16', 'subgroups', 'chromium_experimental_subgroup_matrix'],
    parameter: '@builtin(subgroup_id) subgroup : u32',
    part: 'subgroup',
    code: `
alias Factor = f16;
alias LeftUnit = subgroup_matrix_left<f16, ${depth}, ${rows}>;
alias RightUnit = subgroup_matrix_right<f16, ${columns}, ${depth}>;
alias SumUnit = subgroup_matrix_result<f32, ${columns}, ${rows}>;
fn asFactor(value : f32) -> Factor { return f16(clamp(value, -${largest}, ${largest})); }
fn loadLeft(at : u32) -> LeftUnit { return subgroupMatrixLoad<LeftUnit>(&leftTile, at, true, ${line}); }
fn loadRight(at : u32) -> RightUnit { return subgroupMatrixLoad<RightUnit>(&rightTile, at, false, ${line}); }
fn multiply(left : LeftUnit, right : RightUnit, sum : SumUnit) -> SumUnit {
  return subgroupMatrixMultiplyAccumulate(left, right, sum);
}
fn storeSum(at : u32, sum : SumUnit) { subgroupMatrixStore(&sums, at, sum, false, ${columns}); }`,
  };
}
