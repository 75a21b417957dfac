/** What WebGPU's objects were made of, which they do not tell: pipelines by their shader, bind groups by their buffers. */
import { replaceMethod } from './replaced-method';

/** A dispatch's pipeline, and the bytes of what it was bound to. */
export interface BoundBytes {
  /** The pipeline's. */
  readonly label: string;
  readonly bytesRead: number;
  /** Of buffers that a shader may write. What it reads of them before is not known. */
  readonly bytesWritten: number;
}

interface Pipeline {
  readonly label: string;
  readonly accesses: Accesses;
}

type Access = 'read' | 'write' | 'uniform';
/** By `group binding`. */
type Accesses = ReadonlyMap<string, Access>;
/** Bytes by binding. */
type Group = ReadonlyMap<number, number>;

export class GpuBindings {
  private readonly modules = new WeakMap<object, Accesses>();
  private readonly pipelines = new WeakMap<object, Pipeline>();
  private readonly groups = new WeakMap<object, Group>();

  /** Watches what is made from here on, until the result is called. */
  watch(): () => void {
    const restores = [
      replaceMethod(GPUDevice, 'createShaderModule', (stock) => (device, given) => {
        const module = stock(device, given);
        if (isObject(module)) this.modules.set(module, accessesOf(String(property(given, 'code'))));
        return module;
      }),
      replaceMethod(GPUDevice, 'createComputePipeline', (stock) => (device, given) => {
        const pipeline = stock(device, given);
        if (isObject(pipeline)) this.pipelines.set(pipeline, this.pipelineOf(given));
        return pipeline;
      }),
      replaceMethod(GPUDevice, 'createBindGroup', (stock) => (device, given) => {
        const group = stock(device, given);
        if (isObject(group)) this.groups.set(group, groupOf(given));
        return group;
      }),
    ];
    return () => restores.forEach((restore) => restore());
  }

  bytesOf(pipeline: unknown, groups: ReadonlyMap<number, unknown>): BoundBytes {
    const known = isObject(pipeline) ? this.pipelines.get(pipeline) : undefined;
    const bytes = { read: 0, write: 0, uniform: 0 };
    for (const [index, group] of groups) {
      const bound = isObject(group) ? this.groups.get(group) : undefined;
      for (const [binding, size] of bound ?? []) bytes[known?.accesses.get(`${index} ${binding}`) ?? 'uniform'] += size;
    }
    return { label: known?.label ?? 'unknown pipeline', bytesRead: bytes.read, bytesWritten: bytes.write };
  }

  private pipelineOf(given: unknown): Pipeline {
    const module = property(property(given, 'compute'), 'module');
    const accesses = isObject(module) ? this.modules.get(module) : undefined;
    return { label: String(property(given, 'label') ?? 'unnamed pipeline'), accesses: accesses ?? new Map() };
  }
}

/** Of a shader's storage and uniforms. */
export function accessesOf(code: string): Accesses {
  const declaration = /@group\((\d+)\)\s*@binding\((\d+)\)\s*var<(uniform|storage)\s*(?:,\s*(\w+))?\s*>/g;
  return new Map(
    [...code.matchAll(declaration)].map(([, group, binding, space, access]): [string, Access] => {
      const isWritten = access === 'read_write' || access === 'write';
      return [`${group} ${binding}`, space === 'uniform' ? 'uniform' : isWritten ? 'write' : 'read'];
    }),
  );
}

function groupOf(given: unknown): Group {
  const entries: unknown = property(given, 'entries');
  const bytes = new Map<number, number>();
  for (const entry of Array.isArray(entries) ? entries : []) {
    const resource: unknown = property(entry, 'resource');
    const buffer = property(resource, 'buffer') ?? resource;
    const whole = Number(property(buffer, 'size') ?? 0) - Number(property(resource, 'offset') ?? 0);
    // A GPUBuffer in the place of a binding is bound whole.
    const part = resource === buffer ? undefined : property(resource, 'size');
    bytes.set(Number(property(entry, 'binding')), Number(part ?? whole));
  }
  return bytes;
}

function property(value: unknown, name: string): unknown {
  return isObject(value) ? Reflect.get(value, name) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
