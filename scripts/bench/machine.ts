/** The machine and the programs that were timed, for the line under a table. */
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';
import { z } from 'zod';

export const Machine = z.object({
  processor: z.string(),
  cores: z.int(),
  memoryGiB: z.number(),
  platform: z.string(),
  /** Vector instructions that matter for matrix products; empty where the system does not list them. */
  vectorSets: z.array(z.string()),
  node: z.string(),
  v8: z.string(),
});
export type Machine = z.infer<typeof Machine>;

const notableFlags = ['avx2', 'fma', 'avx_vnni', 'avx512f', 'avx512_bf16', 'amx_tile', 'asimd', 'sve'];

export function describeMachine(): Machine {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const info = cpuInfo();
  const family = /^cpu family\s*:\s*(\d+)$/m.exec(info)?.[1];
  const modelNumber = /^model\s*:\s*(\d+)$/m.exec(info)?.[1];
  const flags = new Set(/^(?:flags|Features)\s*:\s*(.*)$/m.exec(info)?.[1]?.split(' '));
  return {
    processor: family && modelNumber ? `${model} (family ${family}, model ${modelNumber})` : model,
    cores: availableParallelism(),
    memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    platform: `${platform()}-${arch()}`,
    vectorSets: notableFlags.filter((flag) => flags.has(flag)),
    node: process.version,
    v8: process.versions.v8,
  };
}

/** What others do on this machine: the mean number of running processes of the last minute. */
export function otherLoad(): number {
  return loadavg()[0] ?? 0;
}

/** Linux names the processor's family and instruction sets there; elsewhere nothing does without a program of its own. */
function cpuInfo(): string {
  return platform() === 'linux' ? readFileSync('/proc/cpuinfo', 'utf8') : '';
}

export function machineLine({ processor, cores, vectorSets, memoryGiB, platform: system, node }: Machine): string {
  const vectors = vectorSets.length > 0 ? `, ${vectorSets.join(' ')}` : '';
  return `${processor}, ${cores} ${cores === 1 ? 'core' : 'cores'}${vectors}, ${memoryGiB} GiB, ${system}, Node ${node}`;
}
