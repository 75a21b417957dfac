/** A recorded computation as a function of TensorFlow's: one call in place of one for each operation. */
import * as tf from '@tensorflow/tfjs-core';
import type { Compute, RecordedWork, Recording } from '../../../core/recording/recorder';
import { Capture, type NotedOperation, type OutsideTensor } from './capture';
import { writeGraphDef } from './graph-def';
import type { NodeBackend, RecordingAddon } from './node-backend';
import { describeWork } from './recorded-work';

interface ChangedTensor {
  readonly dataId: object;
  /** Of the node that gives the new value. */
  readonly node: string;
}

export class TensorflowRecording implements Recording {
  private readonly outside: readonly OutsideTensor[];
  private readonly operations: readonly NotedOperation[];
  private readonly changed: readonly ChangedTensor[];
  private readonly resultCount: number;

  /**
   * Computes once, so that all shapes are known, and leaves every tensor of the outside as it was. `name`: of the function;
   * TensorFlow has no other one of it.
   */
  constructor(
    private readonly name: string,
    private readonly backend: NodeBackend<RecordingAddon>,
    { inputs, compute }: { inputs: readonly tf.Tensor[]; compute: Compute },
  ) {
    const capture = new Capture(backend);
    const standIns = inputs.map((input) => this.copyOf(input));
    const inputNodes = standIns.map(({ dataId }) => {
      const entry = backend.tensorMap.get(dataId);
      return capture.addInput(entry.id, entry);
    });
    const results = this.noteResults(capture, () => compute(standIns));
    tf.dispose(standIns);
    this.resultCount = results.length;
    this.outside = capture.outside;
    this.operations = capture.operations;
    this.changed = this.outside.flatMap((tensor) => this.restore(capture, tensor));
    const inputNames = [...inputNodes, ...this.outside.map(({ node }) => node)];
    const outputNames = [...results, ...this.changed.map(({ node }) => node)];
    backend.binding.addFunction(name, writeGraphDef(capture.nodes), inputNames, outputNames);
  }

  /** Results are tensors as all others: they stay until they are disposed. */
  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const { backend, resultCount } = this;
    const ids = backend.getInputTensorIds([...inputs, ...this.outside]);
    const outputs = backend.binding.executeOp(this.name, [], ids, resultCount + this.changed.length);
    outputs.slice(resultCount).forEach((output, index) => {
      const changed = this.changed[index];
      if (!changed) throw new Error('TensorFlow gave more outputs than were asked for.');
      const entry = backend.tensorMap.get(changed.dataId);
      backend.binding.deleteTensor(entry.id);
      entry.id = output.id;
    });
    return outputs.slice(0, resultCount).map((output) => backend.createOutputTensor(output));
  }

  isCurrent(): boolean {
    return this.outside.every(({ dataId }) => this.backend.tensorMap.has(dataId));
  }

  describe(): RecordedWork {
    return describeWork(this.operations);
  }

  dispose(): void {
    this.backend.binding.removeFunction(this.name);
  }

  /** Names of the nodes that give them. */
  private noteResults(capture: Capture, compute: () => readonly tf.Tensor[]): string[] {
    const { backend } = this;
    const names: string[] = [];
    const before = tf.memory().numTensors;
    capture.during(() =>
      tf.tidy(() => {
        const results = compute();
        for (const result of results) {
          const [id = -1] = backend.getInputTensorIds([result]);
          names.push(capture.addOutput(id, backend.tensorMap.get(result.dataId).dtype));
        }
        // Some are kept, for whoever receives them.
        tf.dispose(results.filter(({ dataId }) => !capture.isOutside(dataId)));
      }),
    );
    if (tf.memory().numTensors > before) throw new Error('A recorded computation kept a tensor.');
    return names;
  }

  /** With a number of its own, in the same memory. */
  private copyOf(input: tf.Tensor): tf.Tensor {
    const ids = this.backend.getInputTensorIds([input]);
    const type = { name: 'T', type: 4, value: this.backend.tensorMap.get(input.dataId).dtype };
    const [output] = this.backend.binding.executeOp('Identity', [type], ids, 1);
    if (!output) throw new Error('TensorFlow gave no copy of an input.');
    return this.backend.createOutputTensor(output);
  }

  /** Gives a tensor of the outside its value back, and notes what it was changed to. */
  private restore(capture: Capture, { dataId, id }: OutsideTensor): ChangedTensor[] {
    const { tensorMap, binding } = this.backend;
    if (!tensorMap.has(dataId)) throw new Error('A recorded computation freed a tensor of the outside.');
    const entry = tensorMap.get(dataId);
    if (entry.id === id) return [];
    const node = capture.addOutput(entry.id, entry.dtype);
    binding.deleteTensor(entry.id);
    entry.id = id;
    return [{ dataId, node }];
  }
}
