/** Loads an engine into this process; only the training worker, the benchmark and tests do so. */
import { AppError } from '../shared/errors';
import type { EngineId } from '../shared/recipe';
import type { EngineDefinition, OpenedDevice, OpenOptions } from './engine';
import { engines } from './engines';

/**
 * Opens the engine and makes it tfjs's backend.
 * Throws AppError('unavailable') that says why it cannot be had, 'bad-input' for a device that does not exist.
 */
export async function openEngine(id: EngineId, options: OpenOptions = {}): Promise<EngineId> {
  const engine = definitionOf(id);
  const { available, detail, devices = [detail] } = await engine.inspect();
  if (!available) throw new AppError('unavailable', `Engine "${id}" cannot be used. ${detail}`);
  const { device = 0 } = options;
  if (devices[device] === undefined) {
    throw new AppError('bad-input', `Engine "${id}" has no device ${device}. ${deviceList(devices)}`);
  }
  await engine.open(options);
  return id;
}

/** What computes in this process, once `openEngine` has opened it. */
export async function describeOpened(id: EngineId, { device = 0 }: OpenOptions = {}): Promise<OpenedDevice> {
  const engine = definitionOf(id);
  if (engine.describe !== undefined) return engine.describe();
  const { detail, devices = [detail], isSoftware = false } = await engine.inspect();
  const opened = { name: devices[device] ?? detail, isSoftware };
  return engine.largestTensor === undefined ? opened : { ...opened, largestTensor: await engine.largestTensor() };
}

/** What a person who asked for `mixed` should know of an engine that computes in float32 all the same; null: nothing. */
export async function precisionNotice(id: EngineId, options: OpenOptions): Promise<string | null> {
  if (options.precision !== 'mixed') return null;
  const why = await definitionOf(id).whyNotMixed(options);
  return why === null ? null : `Precision "mixed" gives float32 here: engine "${id}" ${why}.`;
}

/** The name of one of its devices. Throws AppError('bad-input') for one that does not exist. */
export async function describeDevice(id: EngineId, device: number): Promise<string> {
  const { detail, devices = [detail] } = await definitionOf(id).inspect();
  const name = devices[device];
  if (name !== undefined) return name;
  throw new AppError('bad-input', `Engine "${id}" has no device ${device}. ${deviceList(devices)}`);
}

/** "It has 0 (NVIDIA L4), 1 (NVIDIA L4)." */
export function deviceList(devices: readonly string[]): string {
  return `It has ${devices.map((name, index) => `${index} (${name})`).join(', ')}.`;
}

export function definitionOf(id: EngineId): EngineDefinition {
  const engine = engines.find((candidate) => candidate.id === id);
  if (engine === undefined) throw new AppError('internal', `Engine "${id}" is not in the list of engines.`);
  return engine;
}
