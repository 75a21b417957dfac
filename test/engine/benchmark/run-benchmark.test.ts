/** A benchmark survives whatever its processes do. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBenchmark } from '../../../src/engine/benchmark/run-benchmark';
import { testWork } from '../../fixtures/engine-facts';

let folder = '';
const asked = { engine: 'wasm', work: testWork, parts: { replicas: 1, microBatches: 1 }, fastest: null } as const;
const limits = { openMs: 30_000, measureMs: 30_000 };
const now = () => new Date('2026-01-02T03:04:05Z');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-benchmark-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A stand-in for benchmark.js that behaves as `body` says once it is started. */
async function scriptOf(body: string): Promise<string> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  await writeFile(
    path,
    `const ready = { type: 'ready', device: process.argv[2] + ' device', isSoftware: false };\n${body}`,
  );
  return path;
}

/** Says that it does a tenth as many images a second as it was given, and those of its place. */
const measuring = `const share = JSON.parse(process.argv[3]);
process.on('message', () =>
  process.send({ type: 'measured', imagesPerSecond: share.images / 10, images: share.images, isEstimated: false }));`;

describe('runBenchmark', () => {
  it('gives each replica its share of the batch, all at the same time', async () => {
    const script = await scriptOf(`${measuring} process.send(ready);`);
    const parts = { replicas: 3, microBatches: 1 };
    expect(await runBenchmark({ ...asked, parts }, { script, limits, now })).toEqual({
      outcome: 'measured',
      // The largest share, six images, takes ten seconds; so does the batch of sixteen.
      imagesPerSecond: expect.closeTo(1.6, 9),
      images: 16,
      replicas: 3,
      isEstimated: false,
      device: 'wasm device',
      isSoftware: false,
      measuredAt: '2026-01-02T03:04:05.000Z',
    });
  });

  it('counts the slowest replica, for which all others wait', async () => {
    const file = JSON.stringify(join(folder, 'first'));
    const script = await scriptOf(`import { openSync } from 'node:fs';
let rate = 1;
try { openSync(${file}, 'wx'); } catch { rate = 8; }
process.on('message', () => process.send({ type: 'measured', imagesPerSecond: rate, images: 8, isEstimated: false }));
process.send(ready);`);
    const parts = { replicas: 2, microBatches: 1 };
    expect(await runBenchmark({ ...asked, parts }, { script, limits })).toMatchObject({ imagesPerSecond: 2 });
  });

  it('starts one process for an engine that takes the whole device, with the micro-batches that it would make', async () => {
    const script = await scriptOf(`const { images, microBatches } = JSON.parse(process.argv[3]);
const figure = { imagesPerSecond: microBatches, images, isEstimated: true };
process.on('message', () => process.send({ type: 'measured', ...figure }));
process.send({ ...ready, isSoftware: true });`);
    const parts = { replicas: 1, microBatches: 4 };
    expect(await runBenchmark({ ...asked, engine: 'webgpu', parts }, { script, limits })).toMatchObject({
      ...{ imagesPerSecond: 4, images: 16, replicas: 1 },
      ...{ isEstimated: true, isSoftware: true, device: 'webgpu device' },
    });
  });

  it('tells each process how slow nobody cares for, once there is a faster engine', async () => {
    const script = await scriptOf(`const { slowest: imagesPerSecond, images } = JSON.parse(process.argv[3]);
process.on('message', () => process.send({ type: 'measured', imagesPerSecond, images, isEstimated: true }));
process.send(ready);`);
    const parts = { replicas: 2, microBatches: 1 };
    // A fiftieth of all replicas together.
    expect(await runBenchmark({ ...asked, parts, fastest: 500 }, { script, limits })).toMatchObject({
      imagesPerSecond: 10,
    });
  });

  it.each([
    ['crashes', `process.kill(process.pid, 'SIGSEGV');`, /ended with SIGSEGV while loading the engine/],
    [
      'crashes when it computes',
      `process.on('message', () => process.abort()); process.send(ready);`,
      /ended with SIGABRT while the benchmark/,
    ],
    ['ends early', `console.error('libfoo.so is missing'); process.exitCode = 3;`, /status 3.*libfoo\.so is missing/],
    ['says that it cannot', `process.send({ type: 'failed', message: 'No such GPU.' });`, /^No such GPU\.$/],
    ['says nonsense', `process.send({ type: 'ready' }); setInterval(() => {}, 1000);`, /said something unknown/],
    [
      'measures nothing',
      `process.on('message', () => process.send({ type: 'measured', imagesPerSecond: 0, images: 1, isEstimated: false })); process.send(ready);`,
      /said something unknown/,
    ],
  ])('is a failure when the process %s', async (_, body, message) => {
    const benchmark = await runBenchmark(asked, { script: await scriptOf(body), limits });
    if (benchmark.outcome !== 'failed') throw new Error('a failure is expected');
    expect(benchmark.message).toMatch(message);
  });

  it('gives up a process that hangs, and ends it', async () => {
    const pidFile = join(folder, 'pid');
    const script = await scriptOf(
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); for (;;);`,
    );
    const benchmark = await runBenchmark(asked, { script, limits: { openMs: 6000, measureMs: 1000 } });
    expect(benchmark).toMatchObject({ outcome: 'failed', message: expect.stringContaining('within 6 s') });
    const processId = Number(await readFile(pidFile, 'utf8'));
    await expect.poll(() => isThere(processId)).toBe(false);
  });

  it('is a failure when there is no such script', async () => {
    expect(await runBenchmark(asked, { script: join(folder, 'none.mjs'), limits })).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('none.mjs'),
    });
  });
});

function isThere(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
