/** A recorded computation as a function of TensorFlow's: one call in place of one for each operation. */
import * as tf from '@tensorflow/tfjs-core';
import { Capture, type OutsideTensor } from './capture';
import { writeGraphDef } from './graph-def';
import type { NodeBackend } from './node-backend';

interface Changed {
  readonly dataId: object;
  /** Of the node that gives the new value. */
  readonly node: string;
}

let made = 0;

export class TensorflowRecording {
  private readonly name = `cored_recording_${made++}`;
  private readonly outside: readonly OutsideTensor[];
  private readonly changed: readonly Changed[];
  private readonly results: number;

  /** Computes once, and leaves every tensor of the outside as it was. */
  constructor(
    private readonly backend: NodeBackend,
    inputs: readonly tf.Tensor[],
    compute: (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[],
  ) {
    const capture = new Capture(backend);
    const copies = inputs.map((input) => this.copyOf(input));
    const inputNodes = copies.map(({ dataId }) => {
      const [id = -1] = backend.getInputTensorIds([{ dataId }]);
      return capture.addInput(id, backend.tensorMap.get(dataId));
    });
    const outputs: string[] = [];
    capture.during(() =>
      tf.tidy(() => {
        for (const result of compute(copies)) {
          const [id = -1] = backend.getInputTensorIds([result]);
          outputs.push(capture.addOutput(id, backend.tensorMap.get(result.dataId).dtype));
        }
      }),
    );
    tf.dispose(copies);
    this.results = outputs.length;
    this.outside = capture.outside;
    this.changed = capture.outside.flatMap((tensor) => this.restore(tensor, capture));
    const names = [...inputNodes, ...this.outside.map(({ node }) => node)];
    const outputNames = [...outputs, ...this.changed.map(({ node }) => node)];
    backend.binding.addFunction?.(this.name, writeGraphDef(capture.nodes), names, outputNames);
  }

  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const { backend } = this;
    const ids = backend.getInputTensorIds([...inputs, ...this.outside]);
    const outputs = backend.binding.executeOp(this.name, [], ids, this.results + this.changed.length);
    this.changed.forEach(({ dataId }, index) => {
      const entry = backend.tensorMap.get(dataId);
      backend.binding.deleteTensor(entry.id);
      entry.id = outputs[this.results + index]?.id ?? -1;
    });
    return outputs.slice(0, this.results).map((output) => backend.createOutputTensor(output));
  }

  isCurrent(): boolean {
    return this.outside.every(({ dataId }) => this.backend.tensorMap.has(dataId));
  }

  dispose(): void {
    this.backend.binding.removeFunction?.(this.name);
  }

  /** Of its own number, in the same memory. */
  private copyOf(input: tf.Tensor): tf.Tensor {
    const ids = this.backend.getInputTensorIds([input]);
    const type = { name: 'T', type: 4, value: this.backend.tensorMap.get(input.dataId).dtype };
    const [output] = this.backend.binding.executeOp('Identity', [type], ids, 1);
    if (!output) throw new Error('TensorFlow gave no copy of an input.');
    return this.backend.createOutputTensor(output);
  }

  /** Gives a tensor of the outside its value back, and notes what it was changed to. */
  private restore({ dataId, id }: OutsideTensor, capture: Capture): Changed[] {
    if (!this.backend.tensorMap.has(dataId)) throw new Error('A recorded computation freed a tensor of the outside.');
    const entry = this.backend.tensorMap.get(dataId);
    if (entry.id === id) return [];
    const node = capture.addOutput(entry.id, entry.dtype);
    this.backend.binding.deleteTensor(entry.id);
    entry.id = id;
    return [{ dataId, node }];
  }
}
