import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runPart } from '../../../../scripts/bench/pack/run-part';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-pack-'));
});
afterAll(async () => rm(folder, { recursive: true }));

async function run(code: string, limitMs: number): Promise<{ failure: string | null; log: string }> {
  const [script, log] = [join(folder, 'script.mjs'), join(folder, 'log')];
  await writeFile(script, code);
  const { failure } = await runPart({ script, args: ['a'], env: process.env, log, limitMs });
  return { failure, log: await readFile(log, 'utf8') };
}

it('keeps what a part prints', async () => {
  const { failure, log } = await run(`console.log(process.argv[2]); console.error('b');`, 20_000);
  expect(failure).toBeNull();
  expect(log.split('\n').sort()).toEqual(['', 'a', 'b']);
});

it('says how a part failed', async () => {
  expect((await run('process.exit(3)', 20_000)).failure).toBe('it ended with status 3');
});

it('ends a part that takes too long, with what it started', async () => {
  const sleep = `import { spawn } from 'node:child_process';
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    console.log(child.pid); setInterval(() => {}, 1000);`;
  const { failure, log } = await run(sleep, 1000);
  expect(failure).toBe('it had not ended after 1 s');
  // It had started the other one, and answered only when the pipe that both hold was closed: when both had ended.
  expect(Number(log)).toBeGreaterThan(0);
});
