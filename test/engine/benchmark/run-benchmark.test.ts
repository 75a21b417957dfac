/** A benchmark survives whatever its processes do. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBenchmark } from '../../../src/engine/benchmark/run-benchmark';

let folder = '';
const engine = { id: 'wasm', isSingleThreaded: true } as const;
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

const measuring = `process.on('message', () => process.send({ type: 'measured', gflops: 20, batch: 16 }));`;

describe('runBenchmark', () => {
  it('adds up what processes on all cores do at the same time', async () => {
    const script = await scriptOf(`${measuring} process.send(ready);`);
    expect(await runBenchmark(engine, { script, limits, cores: 3, now })).toEqual({
      outcome: 'measured',
      gflops: 3 * 20,
      batch: 16,
      processes: 3,
      device: 'wasm device',
      isSoftware: false,
      measuredAt: '2026-01-02T03:04:05.000Z',
    });
  });

  it('starts one process for an engine that takes the whole device', async () => {
    const script = await scriptOf(`${measuring} process.send({ ...ready, isSoftware: true });`);
    expect(await runBenchmark({ id: 'webgpu' }, { script, limits, cores: 3 })).toMatchObject({
      processes: 1,
      isSoftware: true,
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
      `process.on('message', () => process.send({ type: 'measured', gflops: 0, batch: 1 })); process.send(ready);`,
      /said something unknown/,
    ],
  ])('is a failure when the process %s', async (_, body, message) => {
    const benchmark = await runBenchmark(engine, { script: await scriptOf(body), limits, cores: 1 });
    if (benchmark.outcome !== 'failed') throw new Error('a failure is expected');
    expect(benchmark.message).toMatch(message);
  });

  it('gives up a process that hangs, and ends it', async () => {
    const pidFile = join(folder, 'pid');
    const script = await scriptOf(
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); for (;;);`,
    );
    const benchmark = await runBenchmark(engine, { script, limits: { openMs: 6000, measureMs: 1000 }, cores: 1 });
    expect(benchmark).toMatchObject({ outcome: 'failed', message: expect.stringContaining('within 6 s') });
    const processId = Number(await readFile(pidFile, 'utf8'));
    await expect.poll(() => isThere(processId)).toBe(false);
  });

  it('is a failure when there is no such script', async () => {
    expect(await runBenchmark(engine, { script: join(folder, 'none.mjs'), limits, cores: 1 })).toMatchObject({
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
