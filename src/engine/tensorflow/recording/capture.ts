/** Notes what a computation asks of TensorFlow while it is carried out once, as the nodes of a graph. */
import type { GraphAttribute, GraphNode } from './graph-def';
import { isAddon, type Addon, type AddonAttribute, type NodeBackend, type Output } from './node-backend';

/** A tensor of the outside that the computation reads. */
export interface OutsideTensor {
  readonly dataId: object;
  /** Of the node that stands for it. */
  readonly node: string;
  /** TensorFlow's, before the computation. */
  readonly id: number;
}

export interface NotedOperation {
  readonly name: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly Output[];
}

export class Capture {
  readonly nodes: GraphNode[] = [];
  readonly outside: OutsideTensor[] = [];
  readonly operations: NotedOperation[] = [];
  /** Of every tensor that TensorFlow was given or made meanwhile: the node's output that it is. */
  private readonly sources = new Map<number, string>();
  private readonly made = new WeakSet<object>();
  private readonly addon: Addon;
  private isPaused = false;

  constructor(private readonly backend: NodeBackend) {
    this.addon = backend.binding;
  }

  /** The backend computes and notes until `compute` has returned. */
  during<Result>(compute: () => Result): Result {
    const { backend } = this;
    const { binding } = backend;
    backend.binding = this.noting();
    const inputIds = backend.getInputTensorIds.bind(backend);
    const move = backend.move.bind(backend);
    backend.getInputTensorIds = (tensors) => {
      if (!this.isPaused) for (const { dataId } of tensors) this.noteOutside(dataId, inputIds);
      return inputIds(tensors);
    };
    backend.move = (dataId, ...rest) => {
      if (!this.isPaused) this.made.add(dataId);
      move(dataId, ...rest);
    };
    try {
      return compute();
    } finally {
      backend.binding = binding;
      // Those of the class come to the fore again.
      Reflect.deleteProperty(backend, 'getInputTensorIds');
      Reflect.deleteProperty(backend, 'move');
    }
  }

  /** A placeholder for the tensor with that number. */
  addInput(id: number, { shape, dtype }: Pick<Output, 'shape' | 'dtype'>): string {
    const node = `input${this.nodes.length}`;
    this.nodes.push(placeholder(node, { shape, dtype }));
    this.sources.set(id, `${node}:0`);
    return node;
  }

  /** A node that gives on what the tensor with that number is, whatever it is. */
  addOutput(id: number, type: number): string {
    const node = `output${this.nodes.length}`;
    const attributes = { T: { type } };
    this.nodes.push({ name: node, operation: 'Identity', inputs: [this.sourceOf(id)], attributes });
    return node;
  }

  isOutside(dataId: object): boolean {
    return this.outside.some((one) => one.dataId === dataId);
  }

  private noting(): Addon {
    const { addon } = this;
    const noting: unknown = Object.create(addon, {
      pauseRecording: { value: () => this.pause() },
      executeOp: { value: (...given: Parameters<Addon['executeOp']>) => this.execute(...given) },
      createTensor: { value: (...given: Parameters<Addon['createTensor']>) => this.create(...given) },
      deleteTensor: { value: (id: number) => this.delete(id) },
      tensorDataSync: {
        value: () => {
          throw new Error('A recorded computation cannot read a tensor in JavaScript.');
        },
      },
    });
    if (!isAddon(noting)) throw new TypeError('The addon of tfjs-node lacks functions.');
    return noting;
  }

  /** Until the result is called. */
  private pause(): () => void {
    const { binding } = this.backend;
    this.backend.binding = this.addon;
    this.isPaused = true;
    return () => {
      this.isPaused = false;
      this.backend.binding = binding;
    };
  }

  private execute(...given: Parameters<Addon['executeOp']>): Output[] {
    const [operation, attributes, inputs] = given;
    const outputs = this.addon.executeOp(...given);
    const name = `node${this.nodes.length}`;
    this.nodes.push({
      ...{ name, operation, inputs: inputs.map((id) => this.sourceOf(id)) },
      attributes: Object.fromEntries(attributes.map((attribute) => [attribute.name, encode(attribute)])),
    });
    this.operations.push({ name: operation, inputs, outputs });
    outputs.forEach(({ id }, index) => this.sources.set(id, `${name}:${index}`));
    return outputs;
  }

  private create(...given: Parameters<Addon['createTensor']>): number {
    const [shape, type, values] = given;
    const id = this.addon.createTensor(...given);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
    const name = `constant${this.nodes.length}`;
    const attributes = { dtype: { type }, value: { tensor: { type, shape, bytes } } };
    this.nodes.push({ name, operation: 'Const', inputs: [], attributes });
    this.sources.set(id, `${name}:0`);
    return id;
  }

  /** Those of the outside stay, whatever the computation puts in their place. */
  private delete(id: number): void {
    if (!this.outside.some((one) => one.id === id)) this.addon.deleteTensor(id);
  }

  private noteOutside(dataId: object, inputIds: NodeBackend['getInputTensorIds']): void {
    if (!this.backend.tensorMap.has(dataId)) return;
    const entry = this.backend.tensorMap.get(dataId);
    if (this.made.has(dataId) || this.sources.has(entry.id)) return;
    const noting = this.backend.binding;
    this.backend.binding = this.addon;
    const [id = -1] = inputIds([{ dataId }]);
    this.backend.binding = noting;
    this.outside.push({ dataId, id, node: this.addInput(id, entry) });
  }

  private sourceOf(id: number): string {
    const source = this.sources.get(id);
    if (source === undefined) throw new Error('A recorded computation reads a tensor that was not noted.');
    return source;
  }
}

/** The addon's kinds of attributes: TF_ATTR_STRING and so on, which are TensorFlow's and do not change. */
function encode({ name, type, value }: AddonAttribute): GraphAttribute {
  if (type === 0 && typeof value === 'string') return { text: value };
  if (type === 1 && typeof value === 'number') return { int: value };
  if (type === 2 && typeof value === 'number') return { real: value };
  if (type === 3 && typeof value === 'boolean') return { flag: value };
  if (type === 3 && typeof value === 'number') return { flag: value !== 0 };
  if (type === 4 && typeof value === 'number') return { type: value };
  if (Array.isArray(value)) {
    const numbers = value.map(Number);
    if (type === 1) return { ints: numbers };
    if (type === 2) return { reals: numbers };
    if (type === 3) return { flags: value.map(Boolean) };
    if (type === 5) return { shape: numbers };
  }
  throw new TypeError(`The attribute "${name}" of an operation cannot be recorded.`);
}

function placeholder(name: string, { shape, dtype }: Pick<Output, 'shape' | 'dtype'>): GraphNode {
  return { name, operation: 'Placeholder', inputs: [], attributes: { dtype: { type: dtype }, shape: { shape } } };
}
