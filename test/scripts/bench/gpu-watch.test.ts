/** What is handed to a GPU, seen on Dawn's device that computes nothing; times, on a GPU that is here. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it } from 'vitest';
import { accessesOf } from '../../../scripts/bench/gpu-bindings';
import { GpuWatch } from '../../../scripts/bench/gpu-watch';
import { openNullDevice } from '../../../scripts/bench/null-device';
import { WaitWatch } from '../../../scripts/bench/wait-watch';
import { openWebgpu } from '../../../src/engine/webgpu/open-webgpu';
import { findAdapter, titled } from '../../fixtures/webgpu-adapter';

const adapter = await findAdapter();
let place: string | null = 'here';
const watch = new GpuWatch(() => place);
afterEach(() => {
  place = 'here';
  watch.note(false);
  watch.take();
  if (tf.findBackend('webgpu')) tf.removeBackend('webgpu');
});

it('finds what a shader reads and writes', () => {
  const code = `@group(0) @binding(0) var<storage, read_write> result : array<f32>;
    @group(0) @binding(1) var<storage,read> a : array<f32>; @group(1) @binding(2) var<uniform> sizes : Sizes;`;
  expect([...accessesOf(code)]).toEqual([
    ['0 0', 'write'],
    ['0 1', 'read'],
    ['1 2', 'uniform'],
  ]);
});

it('notes the bytes of a stock program and of a shader of ours, and only while it is told to', async () => {
  await openNullDevice();
  const [left, right, maps] = [tf.ones([60, 100]), tf.ones([60, 100]), tf.ones<tf.Rank.R4>([2, 4, 4, 8])];
  const filter = tf.ones<tf.Rank.R4>([1, 1, 8, 12]);
  tf.tidy(() => tf.add(left, right));
  watch.take();
  watch.note(true);
  tf.tidy(() => tf.add(left, right));
  tf.tidy(() => tf.conv2d(maps, filter, 1, 'valid'));
  watch.note(false);
  tf.tidy(() => tf.add(left, right));
  const dispatches = watch.take();
  expect(dispatches.map(({ bytesRead, bytesWritten, context }) => [bytesRead, bytesWritten, context])).toEqual([
    [4 * (6000 + 6000), 4 * 6000, 'here'],
    [4 * (2 * 4 * 4 * 8 + 8 * 12), 4 * (2 * 4 * 4 * 12), 'here'],
  ]);
  expect(dispatches[0]?.label).toBe('BinaryOpProgram');
  expect(dispatches[1]?.label).toMatch(/^product /);
});

it('knows of bind groups that are made later what was going on when their dispatches were asked for', async () => {
  await openNullDevice();
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) throw new TypeError('No backend of tfjs.');
  const { device } = backend;
  const code =
    '@group(0) @binding(0) var<storage, read_write> a : array<f32>; @compute @workgroup_size(1) fn main() { a[0] = 1; }';
  const compute = { module: device.createShaderModule({ code }), entryPoint: 'main' };
  const pipeline = device.createComputePipeline({ layout: 'auto', compute, label: 'recorded' });
  const buffer = device.createBuffer({ size: 16, usage: GPUBufferUsage.STORAGE });
  const bind = () => {
    const entries = [{ binding: 0, resource: { buffer } }];
    return device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  };
  // As a recording does: first what is asked for, one of it bound at once, and then the rest.
  for (const name of ['first', 'second']) {
    place = name;
    pipeline.getBindGroupLayout(0);
  }
  place = 'at once';
  const direct = bind();
  place = null;
  const groups = [bind(), direct, bind(), bind()];
  watch.note(true);
  const pass = device.createCommandEncoder().beginComputePass();
  pass.setPipeline(pipeline);
  for (const group of groups) {
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(1);
  }
  pass.end();
  expect(watch.take().map(({ context }) => context)).toEqual(['first', 'at once', 'second', null]);
});

it('counts the waiting for results while it is told to, as one where several are waited for', async () => {
  await openNullDevice();
  const waits = new WaitWatch();
  const values = [tf.ones([60, 100]), tf.ones([60, 100])].map((ones) => tf.add(ones, ones));
  const [first] = values;
  await first?.data();
  expect(waits.takeMilliseconds()).toBe(0);
  const more = values.map((value) => tf.add(value, 1));
  waits.note(true);
  const began = performance.now();
  await Promise.all(more.map(async (value) => value.data()));
  const whole = performance.now() - began;
  const waited = waits.takeMilliseconds();
  waits.end();
  expect(waited).toBeGreaterThan(0);
  expect(waited).toBeLessThanOrEqual(whole);
});

it.skipIf(!adapter.isFound)(titled('times every dispatch, which computes what it did', adapter), async () => {
  await openWebgpu();
  if (watch.obstacle !== null) expect(watch.obstacle).toContain('timestamp-query');
  else {
    const values = tf.range(0, 300_000, 1, 'float32');
    watch.note(true);
    watch.time();
    const sum = tf.tidy(() => tf.sub(tf.add(values, values), values));
    const found = await sum.data();
    expect([found[0], found[7], found[299_999]]).toEqual([0, 7, 299_999]);
    watch.note(false);
    expect(watch.take().map(({ label }) => label)).toEqual(['BinaryOpProgram', 'BinaryOpProgram']);
    const times = await watch.milliseconds();
    expect(times.length).toBe(2);
    expect(Math.min(...times)).toBeGreaterThan(0);
  }
});
