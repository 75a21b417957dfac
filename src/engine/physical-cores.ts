/** Cores that compute, without the second thread that many have. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';

/** At most what this process may use; where the system does not tell cores from threads, its threads. */
export async function physicalCores(): Promise<number> {
  const threads = availableParallelism();
  const told = process.platform === 'linux' ? await readFile('/proc/cpuinfo', 'utf8').catch(() => '') : '';
  return Math.min(threads, countCores(told) || threads, grantedCores() ?? threads);
}

/** Slurm counts what a job was given whether or not it keeps the job to it; null outside of a job. */
function grantedCores(): number | null {
  const granted = Number.parseInt(process.env['SLURM_CPUS_ON_NODE'] ?? '', 10);
  return granted > 0 ? granted : null;
}

/** Pairs of "physical id" and "core id" in /proc/cpuinfo; 0 where it has none, as on ARM. */
export function countCores(cpuinfo: string): number {
  const processors = cpuinfo.split(/\n\s*\n/);
  const cores = processors.flatMap((processor) => {
    const core = /^core id\s*:\s*(\d+)/m.exec(processor)?.[1];
    return core === undefined ? [] : [`${/^physical id\s*:\s*(\d+)/m.exec(processor)?.[1] ?? 0}/${core}`];
  });
  return new Set(cores).size;
}
