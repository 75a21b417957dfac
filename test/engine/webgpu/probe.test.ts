/** The search for a GPU, with programs in its place that end in every way a driver can end them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webgpu } from '../../../src/engine/webgpu';
import { probe, probeProgram } from '../../../src/engine/webgpu/probe';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'cored-webgpu-'))));
afterAll(() => rm(folder, { recursive: true }));

async function probeWith(source: string, timeoutMs = 20_000) {
  const program = join(folder, 'program.mjs');
  await writeFile(program, source);
  return probe({ program, timeoutMs });
}

const card = {
  vendor: 'nvidia',
  architecture: 'ampere',
  device: 'nvidia-rtx-a6000',
  description: '',
  isFallbackAdapter: false,
};
const printing = (report: unknown) => `console.log(${JSON.stringify(JSON.stringify(report))});`;

describe('probe', () => {
  it('names the device', async () => {
    expect(await probeWith(printing({ device: card, names: ['NVIDIA RTX A6000'] }))).toEqual({
      available: true,
      detail: 'NVIDIA RTX A6000 (nvidia ampere)',
      devices: ['NVIDIA RTX A6000 (nvidia ampere)'],
    });
  });

  it('marks a software device', async () => {
    const state = await probeWith(printing({ device: { ...card, isFallbackAdapter: true }, names: [] }));
    expect(state).toMatchObject({ available: true, isSoftware: true });
    expect(state.detail).toContain('software');
  });

  it('says what to do where there is no GPU', async () => {
    const state = await probeWith(printing({ device: null, names: [] }));
    expect(state.available).toBe(false);
    expect(state.detail).toMatch(/^No GPU was found through .*install its driver.* Engine "wasm" needs none\.$/);
  });

  it('reports a crash', async () => {
    const state = await probeWith(
      "process.kill(process.pid, 'SIGSEGV'); await new Promise(() => setTimeout(() => {}, 9e4));",
    );
    expect(state).toEqual({
      available: false,
      detail: expect.stringMatching(/^The search for a GPU crashed \(SIGSEGV\)\. Update the driver/),
    });
  });

  it('stops a program that hangs', async () => {
    const state = await probeWith('setTimeout(() => {}, 90_000);', 500);
    expect(state).toEqual({
      available: false,
      detail: expect.stringMatching(/^The search for a GPU had not ended after 0\.5 s and was stopped\. Update/),
    });
  });

  it('passes on what a failing program said', async () => {
    const { available, detail } = await probeWith("throw new Error('no Vulkan here');");
    expect(available).toBe(false);
    expect(detail).toMatch(/^The search for a GPU failed with exit code 1\. It said: "Error: no Vulkan here"\./);
  });

  it('does not take another answer for one', async () => {
    const { available, detail } = await probeWith("console.log('{}');");
    expect(available).toBe(false);
    expect(detail).toMatch(/^The search for a GPU gave no answer\./);
  });

  it('has a program, which answers on this machine', async () => {
    const program = probeProgram();
    if (program === null) throw new Error('There is none.');
    const { detail } = await probe({ program, timeoutMs: 20_000 });
    expect(detail).not.toMatch(/crashed|failed|no answer|had not ended|could not be started/);
  });
});

it('is asked once a minute, and loads no WebGPU into this process', async () => {
  const [first, second] = await Promise.all([webgpu.inspect(), webgpu.inspect()]);
  expect(second).toBe(first);
  const report = process.report.getReport();
  const loaded = 'sharedObjects' in report ? JSON.stringify(report.sharedObjects) : '';
  expect(loaded).toContain('libc');
  expect(loaded).not.toContain('dawn');
});
