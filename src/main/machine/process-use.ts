/** Processor time and memory of a process, as the system counts them. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface ProcessUse {
  /** Processor time since it started, over all its threads. */
  readonly cpuMs: number;
  /** Resident. */
  readonly memoryBytes: number;
}

/** The kernel's unit for times in /proc, the same on every Linux that Node runs on. */
const ticksPerSecond = 100;
const limitMs = 3000;

/** Null where the process is gone or the system does not tell. */
export async function readProcessUse(processId: number, platform = process.platform): Promise<ProcessUse | null> {
  try {
    switch (platform) {
      case 'linux':
        return await fromProc(processId);
      case 'win32':
        return null;
      default:
        return await fromPs(processId);
    }
  } catch (error) {
    // It ended between the two looks.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

async function fromProc(processId: number): Promise<ProcessUse | null> {
  const [stat, status] = await Promise.all(
    ['stat', 'status'].map((name) => readFile(`/proc/${processId}/${name}`, 'utf8')),
  );
  // The name, in brackets, can hold anything; utime and stime are the 14th and 15th field of all.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const memory = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? '')?.[1];
  if (fields.length < 13 || memory === undefined) return null;
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { cpuMs: (1000 * ticks) / ticksPerSecond, memoryBytes: Number(memory) * 1024 };
}

async function fromPs(processId: number): Promise<ProcessUse | null> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=,time=', '-p', String(processId)], {
    timeout: limitMs,
  });
  return parsePs(stdout);
}

/** `  123456  1-02:03:04.56`: kilobytes, then days, hours, minutes and seconds, of which the first can be absent. */
export function parsePs(text: string): ProcessUse | null {
  const found = /^\s*(\d+)\s+(?:(\d+)-)?([\d:.]+)\s*$/.exec(text);
  if (found === null) return null;
  const [, kilobytes, days = '0', clock = ''] = found;
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return { cpuMs: 1000 * (Number(days) * 86_400 + seconds), memoryBytes: Number(kilobytes) * 1024 };
}
