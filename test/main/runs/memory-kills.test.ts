/** What Linux says of processes that were ended for want of memory, in files as it writes them. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countMemoryKills, saysKernelNoMemory } from '../../../src/main/runs/memory-kills';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cored-kills-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

it('reads the count of the process’s own group, of both versions of control groups', async () => {
  await write('proc/self/cgroup', '0::/user.slice/app\n');
  await write('sys/fs/cgroup/user.slice/app/memory.events', 'low 0\nhigh 0\nmax 3\noom 2\noom_kill 2\n');
  expect(await countMemoryKills(root)).toBe(2);
  await write('proc/self/cgroup', '5:cpu,cpuacct:/a\n9:memory:/docker/abc\n');
  await write('sys/fs/cgroup/memory/docker/abc/memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 7\n');
  expect(await countMemoryKills(root)).toBe(7);
});

it('knows nothing where the system does not count', async () => {
  expect(await countMemoryKills(root)).toBeNull();
});

it.runIf(process.platform === 'linux')('finds the process in the kernel’s log', async () => {
  const path = join(root, 'kmsg');
  await writeFile(path, '3,1,2,-;Out of memory: Killed process 4711 (node) total-vm:1kB\n');
  expect(await saysKernelNoMemory(4711, path)).toBe(true);
  expect(await saysKernelNoMemory(471, path)).toBe(false);
  expect(await saysKernelNoMemory(4711, join(root, 'none'))).toBeNull();
});
