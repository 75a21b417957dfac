/** An engine or a device that is asked for and not there is refused before anything is made. */
import type { EngineFacts } from '../../engine/list-engines';
import { AppError } from '../../shared/errors';
import type { EngineWish } from '../../shared/recipe';

export interface EngineAsked {
  readonly engine: EngineWish;
  /** Indices of its devices. */
  readonly devices?: readonly number[] | undefined;
}

/** Throws AppError 'unavailable' or 'bad-input', which says why and what there is. */
export async function refuseMissingEngine(
  { engine, devices = [] }: EngineAsked,
  list: () => Promise<readonly EngineFacts[]>,
): Promise<void> {
  if (engine === 'auto' && devices.length === 0) return;
  const engines = await list();
  const available = engines.filter((candidate) => candidate.available);
  if (engine === 'auto') {
    const known = available.map((candidate) => `${candidate.id} has ${namesOf(candidate)}`);
    throw new AppError('bad-input', `Devices belong to an engine: name the engine too. ${known.join('; ')}.`);
  }
  const wanted = engines.find(({ id }) => id === engine);
  if (wanted?.available !== true) {
    const others = available.map(({ id }) => id);
    throw new AppError(
      'unavailable',
      `Engine "${engine}" is not available: ${wanted?.detail ?? 'unknown'} Available: ${others.join(', ')}.`,
    );
  }
  refuseMissingDevices(wanted, devices);
}

function refuseMissingDevices(engine: EngineFacts, devices: readonly number[]): void {
  const repeated = devices.find((device, index) => devices.indexOf(device) !== index);
  if (repeated !== undefined) {
    throw new AppError('bad-input', `Device ${repeated} is named twice. Name each device once.`);
  }
  const missing = devices.find((device) => !engine.devices.some(({ index }) => index === device));
  if (missing === undefined) return;
  throw new AppError(
    'bad-input',
    `Engine "${engine.id}" has no device ${missing}. It has ${namesOf(engine)}.${wayOut(engine)}`,
  );
}

function wayOut({ id }: EngineFacts): string {
  switch (id) {
    case 'wasm':
    case 'cpu':
      return ' It computes on the processor, whose cores share a batch as replicas: set "replicas" in place of devices.';
    case 'webgpu':
      return ' Of devices with the same name only one can be told from the others: engine "tensorflow" tells them by number.';
    case 'tensorflow':
      return '';
  }
}

/** "0 (NVIDIA L4), 1 (NVIDIA L4)" */
function namesOf({ devices }: EngineFacts): string {
  return devices.map(({ index, name }) => `${index} (${name})`).join(', ');
}
