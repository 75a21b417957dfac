/** Processor time and memory of a process are what the process itself counts. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parsePs, readProcessUse } from '../../../src/main/machine/process-use';

describe('readProcessUse', () => {
  it.skipIf(process.platform === 'win32')('is what this process counts of itself', async () => {
    const { user, system } = process.cpuUsage();
    const use = await readProcessUse(process.pid);
    const rss = process.memoryUsage.rss();
    expect(use?.cpuMs).toBeGreaterThan((user + system) / 1000 - 1100);
    expect(use?.cpuMs).toBeLessThan((user + system) / 1000 + 2000);
    expect((use?.memoryBytes ?? 0) / rss).toBeGreaterThan(0.7);
    expect((use?.memoryBytes ?? 0) / rss).toBeLessThan(1.4);
  });

  it('is null for a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(await readProcessUse(pid)).toBeNull();
  });
});

it.each([
  ['  2048 0:01.50', 1500, 2048 * 1024],
  ['123456 1-02:03:04', 1000 * (((24 + 2) * 60 + 3) * 60 + 4), 123456 * 1024],
  ['10 100:00.00\n', 6_000_000, 10 * 1024],
])('reads ps: %j', (text, cpuMs, memoryBytes) => {
  expect(parsePs(text)).toEqual({ cpuMs, memoryBytes });
});

it('takes nothing else for an answer of ps', () => {
  expect(parsePs('')).toBeNull();
  expect(parsePs('RSS TIME')).toBeNull();
});
