/** Units of a GPU that multiply small matrices with 16-bit factors and 32-bit sums: whether Dawn offers them, and of which sizes. */
import { z } from 'zod';

/** An extension of Dawn's that is not part of WebGPU yet, for which it has to be told that it may. */
export const matrixUnitFlags = ['enable-dawn-features=allow_unsafe_apis'] as const;

const names = ['chromium-experimental-subgroup-matrix', 'shader-f16', 'subgroups'];
/** What a device is asked for. */
export const matrixUnitFeatures: GPUFeatureName[] = names.filter(isFeature);

/** What the invocations of one subgroup multiply together: [rows, depth] [depth, columns]. */
export interface MatrixUnits {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly subgroupSize: number;
}

const Facts = z.object({
  subgroupMinSize: z.number(),
  subgroupMaxSize: z.number(),
  subgroupMatrixConfigs: z.array(
    z.object({
      M: z.number(),
      N: z.number(),
      K: z.number(),
      componentType: z.string(),
      resultComponentType: z.string(),
    }),
  ),
});

interface AskedAdapter {
  readonly features: { has(name: string): boolean };
  readonly info: object;
}

/** Sides that our tiles are multiples of. */
const fittingSides = [8, 16];

/** Else why there are none, as the end of a sentence that begins with the engine. */
export function findMatrixUnits({ features, info }: AskedAdapter): MatrixUnits | string {
  const missing = names.filter((name) => !features.has(name));
  if (missing.length > 0) return `has no matrix units on this GPU (its driver gives Dawn no ${missing.join(', no ')})`;
  const { subgroupMinSize, subgroupMaxSize, subgroupMatrixConfigs } = Facts.parse({
    subgroupMinSize: Reflect.get(info, 'subgroupMinSize'),
    subgroupMaxSize: Reflect.get(info, 'subgroupMaxSize'),
    subgroupMatrixConfigs: plainList(Reflect.get(info, 'subgroupMatrixConfigs')),
  });
  if (subgroupMinSize !== subgroupMaxSize) {
    return `does not use this GPU's matrix units, whose subgroups have ${subgroupMinSize} to ${subgroupMaxSize} invocations: ours need one size`;
  }
  const fitting = subgroupMatrixConfigs
    .filter(({ componentType, resultComponentType }) => componentType === 'f16' && resultComponentType === 'f32')
    .filter(({ M, N, K }) => [M, N, K].every((side) => fittingSides.includes(side)))
    .sort((a, b) => b.M * b.N * b.K - a.M * a.N * a.K);
  const [units] = fitting;
  if (units === undefined) return 'finds no matrix units on this GPU with 16-bit factors and 32-bit sums';
  return { rows: units.M, columns: units.N, depth: units.K, subgroupSize: subgroupMinSize };
}

/** @webgpu/types has not heard of the first. */
function isFeature(name: string): name is GPUFeatureName {
  return names.includes(name);
}

/** Dawn's objects have their fields on the prototype. */
function plainList(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((entry: object) =>
    Object.fromEntries(
      ['M', 'N', 'K', 'componentType', 'resultComponentType'].map((key) => [key, Reflect.get(entry, key)]),
    ),
  );
}
