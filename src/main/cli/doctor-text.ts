/** What `cored doctor` prints: the workbench, the machine, and each engine with what was measured of it. */
import type { AppInfo, EngineInfo, EngineBenchmark, GpuSample, MachineSample } from '../../shared/machine';
import { formatBytes, formatCount, formatGflops } from '../../shared/format';
import { textTable } from './text-table';

export interface DoctorFacts {
  readonly info: AppInfo;
  readonly engines: readonly EngineInfo[];
  readonly machine: MachineSample;
}

export function doctorText({ info, engines, machine }: DoctorFacts): string {
  const rows = [
    ['workbench', info.version],
    ['node', info.versions['node'] ?? ''],
    ['platform', info.versions['platform'] ?? ''],
    ['workspace', `${info.workspace} (can be written)`],
    ['cores', `${info.cores}; ${formatCount(info.slots, 'run')} at once`],
    ['memory', `${formatBytes(machine.memoryUsedBytes)} of ${formatBytes(machine.memoryTotalBytes)} used`],
    ...machine.gpus.map((gpu, index) => [`gpu ${index}`, gpuText(gpu)]),
    ['runs', `${machine.training} training, ${machine.waiting} waiting`],
    ...engines.flatMap(engineRows),
    ['engine auto', autoText(engines)],
  ];
  return textTable(rows, 2);
}

function engineRows({ id, available, detail, devices, isSoftware, benchmark }: EngineInfo): string[][] {
  return [
    [`engine ${id}`, `${available ? 'available' : 'not available'}: ${detail}`],
    ...(devices.length > 1 ? devices.map(({ index, name }) => ['', `device ${index}: ${name}`]) : []),
    ...(isSoftware ? [['', 'emulates a GPU on the processor; auto never takes it']] : []),
    ...(available ? [['', benchmarkText(benchmark)]] : []),
  ];
}

function benchmarkText(benchmark: EngineBenchmark | null): string {
  if (benchmark === null) return 'not measured yet; `cored doctor --measure` does';
  const day = benchmark.measuredAt.slice(0, 10);
  if (benchmark.outcome === 'failed') return `does not work, tried on ${day}: ${benchmark.message}`;
  const processes = benchmark.processes === 1 ? '' : ` in ${benchmark.processes} processes at once`;
  return `${formatGflops(benchmark.gflops)} in training steps of batch ${benchmark.batch}${processes}, measured on ${day}: ${benchmark.device}`;
}

function autoText(engines: readonly EngineInfo[]): string {
  const chosen = engines.find(({ auto }) => auto !== null);
  if (chosen?.auto) return `takes ${chosen.id}. ${chosen.auto}`;
  return 'measures the engines when the first run starts, and takes the fastest';
}

function gpuText({ name, busyPercent, memoryUsedBytes, memoryTotalBytes }: GpuSample): string {
  const busy = busyPercent === null ? [] : [`${Math.round(busyPercent)} % busy`];
  const memory =
    memoryUsedBytes === null || memoryTotalBytes === null
      ? []
      : [`${formatBytes(memoryUsedBytes)} of ${formatBytes(memoryTotalBytes)} used`];
  return [name, ...busy, ...memory].join(', ');
}
