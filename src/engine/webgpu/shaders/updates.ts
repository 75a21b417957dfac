/** Updates of many tensors in one dispatch: as many groups of tensors as the device binds at once, each with code of its own. */
import { flatWorkgroup, type Shader } from '../shader';

export interface Update {
  readonly key: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** How many numbers `factors` has for a group; 0: there is no such storage. */
  readonly factorCount: number;
  /**
   * WGSL of what happens to the values at `index` of one group. Names are those of the storage, behind which `name` puts
   * the group's number; `factor` gives one of its factors.
   */
  readonly code: (name: (of: string) => string, factor: (at: number) => string) => string;
}

/** How many groups a dispatch takes on a device that binds `limit` storage buffers. */
export function groupsAtOnce({ reads, writes, factorCount }: Update, limit: number): number {
  return Math.max(1, Math.floor((limit - (factorCount > 0 ? 1 : 0)) / (reads.length + writes.length)));
}

/** Workgroups: [for the largest of the groups, groups, 1]. */
export function updateShader(update: Update, groups: number): Shader {
  const numbers = Array.from({ length: groups }, (_, group) => group);
  const storage = (names: readonly string[]) =>
    Object.fromEntries(numbers.flatMap((group) => names.map((name) => [`${name}${group}`, 'f32'] as const)));
  const branch = (group: number) => `    case ${group}: {
      for (var index = first; index < sizes.count${group}; index += step) {
        ${update.code(
          (name) => `${name}${group}[index]`,
          (at) => `factors[sizes.firstFactor${group} + ${at}]`,
        )}
      }
    }`;
  return {
    key: `${update.key} of ${groups}`,
    reads: { ...storage(update.reads), ...(update.factorCount > 0 && { factors: 'f32' as const }) },
    writes: storage(update.writes),
    sizes: numbers.flatMap((group) => [`count${group}`, `firstFactor${group}`]),
    code: () => `
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(global_invocation_id) place : vec3<u32>, @builtin(num_workgroups) workgroups : vec3<u32>) {
  let first = i32(place.x);
  let step = i32(workgroups.x) * ${flatWorkgroup};
  switch (place.y) {
${numbers.map(branch).join('\n')}
    default: {}
  }
}`,
  };
}
