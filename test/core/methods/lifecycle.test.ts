/** Every method through a chain of three tasks: what it reports, that it can go on from any checkpoint, and that it tidies up. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { methods } from '../../../src/core/methods/index';
import { trainChain } from '../../../src/core/training/loop/train-chain';
import { TrainingParameters } from '../../../src/core/recipe/training-parameters';
import type { Checkpoint } from '../../../src/core/training/training';
import type { Weights } from '../../../src/core/weights/weights';
import { openEngine } from '../../../src/engine/open-engine';
import { MemoryOutput, tinyTask, tinyTraining, type TinyOptions } from '../training/tiny-chain';

beforeAll(() => openEngine('wasm'));

const tasks = [tinyTask('red', 0), tinyTask('green', 1), tinyTask('blue', 2)];
/** Small enough that buffers and memories are full before the chain ends. */
const parameters = { learningRate: 0.02, batchSize: 8, bufferSize: 12, replayedImages: 3, dfilMemory: 8 };

function parametersOf(id: string): TinyOptions['parameters'] {
  const known = methods.find((method) => method.id === id)?.parameters.shape ?? {};
  return Object.fromEntries(
    Object.entries(parameters).filter(([key]) => key in TrainingParameters.shape || key in known),
  );
}

async function train(method: string, options: TinyOptions = {}): Promise<MemoryOutput> {
  const output = new MemoryOutput();
  const training = tinyTraining(output, { method, tasks, parameters: parametersOf(method) ?? {}, ...options });
  expect(await trainChain(training)).toBe('completed');
  return output;
}

const bytesOf = (weights: Weights) =>
  weights.map(({ name, data }) => [
    name,
    Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
  ]);

const stateOf = (checkpoint: Checkpoint | undefined) =>
  checkpoint?.method && { data: checkpoint.method.data, tensors: bytesOf(checkpoint.method.tensors) };

describe.each(methods.map(({ id, terms }) => ({ id, terms: terms.map((term) => term.id) })))('$id', ({ id, terms }) => {
  it('reports terms that it declares, whose sum is the loss, each of them in some stage', async () => {
    const seen = new Set<string>();
    for (const { losses } of (await train(id)).ofType('batches/ended')) {
      const { total, ...values } = losses;
      expect(terms).toEqual(expect.arrayContaining(Object.keys(values)));
      const sum = Object.values(values).reduce((all, value) => all + value, 0);
      expect(Math.abs(sum / total - 1)).toBeLessThan(1e-5);
      for (const [term, value] of Object.entries(values)) if (value !== 0) seen.add(term);
    }
    expect([...seen].sort()).toEqual([...terms].sort());
  });

  it('goes on from every checkpoint to the same weights and the same state', { timeout: 60_000 }, async () => {
    const whole = await train(id);
    expect(whole.checkpoints).toHaveLength(9);
    for (const checkpoint of whole.checkpoints) {
      const resumed = await train(id, { resumeFrom: structuredClone(checkpoint) });
      for (const at of ['3/best', '3/last']) {
        expect(bytesOf(resumed.weights.get(at) ?? [])).toEqual(bytesOf(whole.weights.get(at) ?? []));
      }
      if (checkpoint.stage < 3) expect(stateOf(resumed.checkpoints.at(-1))).toEqual(stateOf(whole.checkpoints.at(-1)));
    }
  });

  it('leaves no tensor behind, stopped or not', async () => {
    const before = tf.memory().numTensors;
    await train(id);
    expect(tf.memory().numTensors).toBe(before);
    const output = new MemoryOutput();
    output.answer = () => (output.checkpoints.some(({ stage, epoch }) => stage === 2 && epoch === 1) ? 'stop' : 'go');
    await trainChain(tinyTraining(output, { method: id, tasks, parameters: parametersOf(id) ?? {} }));
    expect(tf.memory().numTensors).toBe(before);
  });
});
