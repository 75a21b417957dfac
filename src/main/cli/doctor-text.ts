/** What `cored doctor` prints: the workbench, the machine, and each engine with what was measured of it. */
import type { AppInfo, EngineInfo, EngineSpeed, GpuSample, MachineSample } from '../../shared/machine';
import { formatBytes, formatCount, formatImageRate } from '../../shared/format';
import { workText } from '../../shared/training-work';
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
    ...(info.registry === undefined ? [] : [['registry', info.registry]]),
    ['cores', `${info.cores}; ${formatCount(info.slots, 'run')} at once`],
    ['memory', `${formatBytes(machine.memoryUsedBytes)} of ${formatBytes(machine.memoryTotalBytes)} used`],
    ...machine.gpus.map((gpu, index) => [`gpu ${index}`, gpuText(gpu)]),
    ['runs', `${machine.training} training, ${machine.waiting} waiting`],
    ...engines.flatMap(engineRows),
    ...autoRows(engines),
  ];
  return textTable(rows, 2);
}

function engineRows({ id, available, detail, devices, isSoftware, speeds }: EngineInfo): string[][] {
  return [
    [`engine ${id}`, `${available ? 'available' : 'not available'}: ${detail}`],
    ...(devices.length > 1 ? devices.map(({ index, name }) => ['', `device ${index}: ${name}`]) : []),
    ...(isSoftware ? [['', 'emulates a GPU on the processor; auto never takes it']] : []),
    ...(available ? speeds.map((speed) => ['', `${workText(speed.work)}: ${speedText(speed)}`]) : []),
  ];
}

function speedText({ benchmark }: EngineSpeed): string {
  if (benchmark === null) return 'not measured yet; `cored doctor --measure` does';
  const day = benchmark.measuredAt.slice(0, 10);
  if (benchmark.outcome === 'failed') return `does not work, tried on ${day}: ${benchmark.message}`;
  const { imagesPerSecond, images, replicas, device } = benchmark;
  if (benchmark.isEstimated) {
    return `about ${formatImageRate(imagesPerSecond)}, estimated from a small block on ${day}: ${device}`;
  }
  const shared = replicas === 1 ? '' : ` with ${replicas} replicas`;
  return `${formatImageRate(imagesPerSecond)}${shared}, by steps of ${formatCount(images, 'image')} on ${day}: ${device}`;
}

function autoRows(engines: readonly EngineInfo[]): string[][] {
  const taken = engines.flatMap(({ id, speeds }) =>
    speeds.flatMap(({ work, auto }) => (auto === null ? [] : [`takes ${id} for ${workText(work)}. ${auto}`])),
  );
  const last = 'measures the engines when the first run of another network or batch starts, and takes the fastest';
  return [...taken, last].map((text, index) => [index === 0 ? 'engine auto' : '', text]);
}

function gpuText({ name, busyPercent, memoryUsedBytes, memoryTotalBytes }: GpuSample): string {
  const busy = busyPercent === null ? [] : [`${Math.round(busyPercent)} % busy`];
  const memory =
    memoryUsedBytes === null || memoryTotalBytes === null
      ? []
      : [`${formatBytes(memoryUsedBytes)} of ${formatBytes(memoryTotalBytes)} used`];
  return [name, ...busy, ...memory].join(', ');
}
