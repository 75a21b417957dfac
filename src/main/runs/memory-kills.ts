/** Whether the system ended a process for want of memory: as Linux counts it for this process's group, or says it in its log. */
import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** So far, in the control group of this process, in which its workers are too; null where the system does not count. */
export async function countMemoryKills(root = '/'): Promise<number | null> {
  const groups = await readOrNull(join(root, 'proc/self/cgroup'));
  if (groups === null) return null;
  for (const path of countingFiles(groups)) {
    const text = await readOrNull(join(root, path));
    const count = text === null ? undefined : /^oom_kill (\d+)$/m.exec(text)?.[1];
    if (count !== undefined) return Number(count);
  }
  return null;
}

/** Version 2 has one line, `0::/path`; of version 1 it is that of the memory controller. In a container the group is the root. */
function countingFiles(groups: string): string[] {
  const lines = groups.trim().split('\n');
  const unified = lines.find((line) => line.startsWith('0::'))?.slice('0::'.length);
  const memory = lines.find((line) => line.split(':')[1]?.split(',').includes('memory'))?.split(':')[2];
  const places = (group: string | undefined, folder: string, name: string) =>
    group === undefined ? [] : [join(folder, group, name), join(folder, name)];
  return [
    ...places(memory, 'sys/fs/cgroup/memory', 'memory.oom_control'),
    ...places(unified, 'sys/fs/cgroup', 'memory.events'),
  ];
}

/** What the kernel's log says of that process; null where this person may not read it. */
export async function saysKernelNoMemory(processId: number, path = '/dev/kmsg'): Promise<boolean | null> {
  if (process.platform !== 'linux') return null;
  let file;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
  const said = new RegExp(`Killed process ${processId}\\b`);
  try {
    // One record a reading; the last one is followed by EAGAIN, or by the end where it is a file.
    for (let record = 0; record < 20_000; record += 1) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(8192), 0, 8192, null);
      if (bytesRead === 0) return false;
      if (said.test(buffer.toString('latin1', 0, bytesRead))) return true;
    }
    return false;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.code === 'EAGAIN' ? false : null;
    throw error;
  } finally {
    await file.close();
  }
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
