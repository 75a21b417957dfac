/** A shader of ours: WGSL from a template, and the declarations of what it is bound to. */

export type Element = 'f32' | 'vec4<f32>';

export interface Shader {
  /** Names the template and all that it was given: shaders with one key are compiled once. */
  readonly key: string;
  /** Storage that it reads, by name, with the type of an element. */
  readonly reads: Readonly<Record<string, Element>>;
  /** Storage that it writes, or reads and writes. */
  readonly writes: Readonly<Record<string, Element>>;
  /** Whole numbers that are given with each dispatch: `sizes.rows` in the code. */
  readonly sizes: readonly string[];
  /** Extensions of the language that the code needs. */
  readonly enables?: readonly string[];
  /** WGSL of functions and of the entry `main`. Called when it is compiled. */
  readonly code: () => string;
}

/** The whole text. Bindings stand in the order of reads, writes and sizes. */
export function shaderText({ reads, writes, sizes, enables = [], code }: Shader): string {
  const storage = [
    ...Object.entries(reads).map(([name, element]) => ({ name, element, access: 'read' })),
    ...Object.entries(writes).map(([name, element]) => ({ name, element, access: 'read_write' })),
  ];
  const bindings = storage.map(
    ({ name, element, access }, index) =>
      `@group(0) @binding(${index}) var<storage, ${access}> ${name} : array<${element}>;`,
  );
  const fields = sizes.map((name) => `${name} : i32`).join(', ');
  const uniform = `struct Sizes { ${fields} }\n@group(0) @binding(${storage.length}) var<uniform> sizes : Sizes;`;
  const extensions = enables.map((name) => `enable ${name};`);
  return [...extensions, ...bindings, ...(sizes.length > 0 ? [uniform] : []), code()].join('\n');
}

/** Invocations of a workgroup in shaders that treat one value, or four, in each. */
export const flatWorkgroup = 64;

/** The head of a shader's entry that treats `count`, WGSL, places one by one; `index` is the place. */
export function flatEntry(count: string): string {
  return `
@compute @workgroup_size(${flatWorkgroup})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>,
        @builtin(local_invocation_index) invocation : u32) {
  let index = i32((group.y * groups.x + group.x) * ${flatWorkgroup}u + invocation);
  if (index >= ${count}) { return; }`;
}

/** Lines of WGSL for 0, 1 and so on. */
export function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}
