/**
 * A registry that stands in for one that is damaged: private, in the system's folder for temporary files, filled from
 * what can be read of the damaged one and from the run folders. It is there to look and to take weights away; what is
 * written waits for the rebuild.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AppError } from '../../shared/errors';
import { asRegistryError, DamagedRegistry } from './registry-error';
import { openRegistry, type Registry, type RegistryOptions } from './registry';
import { salvage, type Salvaged } from './salvage';

/** Looked through in some hundredths of a second: that of thousands of runs is larger. */
const quickBytes = 16 << 20;

interface Thoroughness {
  /** What the registry's paths are relative to; where the file lies unless given. */
  readonly workspace?: string;
  /** Looks through a registry of any size before it is used; else through a small one only. */
  readonly checksAll: boolean;
}

/** Like `openRegistry`, but a damaged one is stood in for. Throws AppError 'newer-version' or 'not-permitted'. */
export function openOrStandIn(
  file: string,
  { workspace = dirname(file), checksAll, ...options }: RegistryOptions & Thoroughness,
): Registry {
  let opened: Registry | null = null;
  try {
    opened = openRegistry(file, workspace, options);
    lookOver(opened, checksAll ? Infinity : quickBytes);
    return opened;
  } catch (thrown) {
    opened?.close();
    const error = asRegistryError(thrown, file);
    if (!(error instanceof DamagedRegistry)) throw error;
    const { at, folder } = makePlace();
    const onClose = () => rmSync(folder, { recursive: true, force: true });
    const registry = openRegistry(file, workspace, { ...options, at, onClose });
    fill(registry, error.message);
    return registry;
  }
}

/**
 * Lets another one stand in where the error says that the registry is damaged; one that stands in already stays. Answers
 * the damage, null for any other error.
 */
export function standInAfter(registry: Registry, thrown: unknown): AppError | null {
  const error = asRegistryError(thrown, registry.file);
  if (!(error instanceof DamagedRegistry)) return null;
  if (registry.damage.whole !== null) return error;
  const { at, folder } = makePlace();
  registry.reopen(at);
  registry.onClose(() => rmSync(folder, { recursive: true, force: true }));
  fill(registry, error.message);
  return error;
}

/** Datasets and queue of a damaged registry; its runs are taken in from their folders. */
export function fillFrom(registry: Registry, { datasets, queue }: Salvaged): void {
  for (const dataset of datasets) registry.datasets.putSalvaged(dataset);
  registry.queue.putSalvaged(queue);
}

function fill(registry: Registry, reason: string): void {
  const salvaged = salvage(registry.file);
  registry.damage.whole = reason;
  registry.damage.salvaged = salvaged.runs;
  fillFrom(registry, salvaged);
}

/** A page may be another one without SQLite's noticing: rows would be missing in silence. And what every process asks first. */
function lookOver({ file, runs, datasets, queue, soundness }: Registry, limitBytes: number): void {
  const found = soundness(limitBytes);
  if (found !== null && found !== 'ok') throw new DamagedRegistry(file, found);
  runs.revisions();
  runs.experiments();
  datasets.revisions();
  queue.counts();
}

function makePlace(): { at: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cored-stand-in-'));
  return { at: join(folder, 'registry.sqlite'), folder };
}
