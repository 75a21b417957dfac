/** Holds layers on engine `webgpu` to engine `cpu`, to finite differences and to themselves, run twice. */
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of all operations.
import '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { randomStream } from '../../../../src/core/random';
import { openCpu } from '../../../../src/engine/cpu/open-cpu';
import { openWebgpu } from '../../../../src/engine/webgpu/open-webgpu';

export type Layer = (...inputs: tf.Tensor[]) => tf.Tensor;

export interface LayerCase {
  readonly title: string;
  readonly layer: Layer;
  readonly shapes: readonly number[][];
}

/** With every kernel on the device: small tensors would be computed on the processor otherwise. */
export async function openBoth(): Promise<void> {
  await openCpu();
  await openWebgpu();
  tf.env().set('WEBGPU_CPU_FORWARD', false);
}

export function normal(name: string, shape: readonly number[]): Float32Array {
  const random = randomStream(7, 'webgpu', name);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
}

/** Value and gradients agree with `cpu`, leave no tensor behind, and are the same bytes the second time. */
export async function expectAsOnCpu({ layer, shapes }: LayerCase, tolerance = 1e-5): Promise<void> {
  const inputs = shapes.map((shape, place) => normal(`input ${place}`, shape));
  await tf.setBackend('cpu');
  const expected = await outcome(layer, inputs, shapes);
  await tf.setBackend('webgpu');
  const before = tf.memory().numTensors;
  const found = await outcome(layer, inputs, shapes);
  expect(tf.memory().numTensors).toBe(before);
  expected.forEach((values, place) => {
    expect(
      values.some((value) => value !== 0),
      `result ${place}`,
    ).toBe(true);
    expect(distance(found[place] ?? new Float32Array(0), values), `result ${place}`).toBeLessThan(tolerance);
  });
  expect(await outcome(layer, inputs, shapes)).toEqual(found);
}

/** The gradients agree with central differences in a random direction. */
export async function expectSlopes({ layer, shapes }: LayerCase): Promise<void> {
  await tf.setBackend('webgpu');
  const inputs = shapes.map((shape, place) => normal(`input ${place}`, shape));
  const [, ...gradients] = await outcome(layer, inputs, shapes);
  for (const [place, data] of inputs.entries()) {
    const direction = normal(`direction ${place}`, [data.length]).map((value) => value / Math.sqrt(data.length));
    const gradient = gradients[place] ?? new Float32Array(0);
    const slope = gradient.reduce((sum, value, at) => sum + value * (direction[at] ?? NaN), 0);
    const along = (step: number) => {
      const moved = data.map((value, at) => value + step * (direction[at] ?? NaN));
      return loss(
        layer,
        inputs.map((own, other) => (other === place ? moved : own)),
        shapes,
      );
    };
    const step = 4e-3;
    const found = ((await along(step)) - (await along(-step))) / (2 * step);
    const scale = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    expect(Math.abs(found - slope) / scale, `input ${place}`).toBeLessThan(2e-2);
  }
}

/** The layer's value, and the gradients of its sum, weighed at random, by the inputs. */
async function outcome(
  layer: Layer,
  inputs: readonly Float32Array[],
  shapes: readonly number[][],
): Promise<Float32Array[]> {
  const tensors = tf.tidy(() => {
    const given = inputs.map((data, place) => tf.tensor(data, shapes[place]));
    const value = layer(...given);
    const weigh = tf.tensor(normal('weigh', value.shape), value.shape);
    return [value, ...tf.grads((...own: tf.Tensor[]) => tf.sum(tf.mul(layer(...own), weigh)))(given)];
  });
  const values = await Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data())));
  tf.dispose(tensors);
  return values;
}

/** In float64 of the layer's float32 values. */
async function loss(layer: Layer, inputs: readonly Float32Array[], shapes: readonly number[][]): Promise<number> {
  const value = tf.tidy(() => layer(...inputs.map((data, place) => tf.tensor(data, shapes[place]))));
  const weigh = normal('weigh', value.shape);
  const values = Float32Array.from(await value.data());
  value.dispose();
  return values.reduce((sum, own, at) => sum + own * (weigh[at] ?? NaN), 0);
}

/** The largest difference, over the largest value or 1. */
export function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  let [scale, worst] = [1, 0];
  for (let at = 0; at < expected.length; at++) {
    const [own, other] = [found[at] ?? NaN, expected[at] ?? NaN];
    if (!Number.isFinite(own)) return Infinity;
    scale = Math.max(scale, Math.abs(other));
    worst = Math.max(worst, Math.abs(own - other));
  }
  return worst / scale;
}
