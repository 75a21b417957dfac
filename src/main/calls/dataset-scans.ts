/** Registered datasets and the scans that are under way: started, followed, waited for. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { basename, dirname } from 'node:path';
import { AppError, toAppError } from '../../shared/errors';
import type { DatasetMapping } from '../../shared/mapping';
import type { Dataset, ScanPhase } from '../../shared/task';
import { whatIsIn } from '../datasets/folder-text';
import type { MappingFiles } from '../datasets/mapping/mapping-file';
import type { JobProgress, JobRunner } from '../jobs/jobs';
import type { StoredDataset } from '../registry/dataset-table';
import type { Registry } from '../registry/registry';
import { isMissing } from '../runs/json-file';

export interface DatasetScansOptions {
  readonly registry: Registry;
  readonly jobs: JobRunner;
  readonly mappings: Pick<MappingFiles, 'read' | 'save'>;
  /** Where links in a dataset may lead; null or not given: everywhere. */
  readonly within?: readonly string[] | null | undefined;
  onChange(dataset: Dataset): void;
}

/** Makes a dataset's files before they are scanned. */
export type MakeFiles = (onProgress: (progress: Progress) => void, signal: AbortSignal) => Promise<void>;

type Progress = JobProgress<'dataset/scan'>;

interface Scan {
  progress: Dataset['progress'];
  readonly cancel: AbortController;
  /** Resolves when the outcome, good or bad, is in the registry. */
  readonly ended: Promise<void>;
}

export class DatasetScans {
  private readonly scans = new Map<string, Scan>();

  constructor(private readonly options: DatasetScansOptions) {}

  list(): Dataset[] {
    return this.options.registry.datasets.list().map((stored) => this.view(stored));
  }

  /** Throws AppError 'not-found'. */
  get(id: string): Dataset {
    return this.view(this.stored(id));
  }

  /** Registers the folder, if it is not yet, and scans it. Throws AppError 'not-found' when it is not there. */
  async add(path: string): Promise<Dataset> {
    await refuseMissing(path);
    return this.start(this.register(path));
  }

  /** Registers the folder, reads it from now on through the mapping (null: as its folders are), and scans it anew. */
  async map(path: string, mapping: DatasetMapping | null): Promise<Dataset> {
    await refuseMissing(path);
    const id = this.register(path);
    for (let scan = this.scans.get(id); scan !== undefined; scan = this.scans.get(id)) await scan.ended;
    await this.options.mappings.save(id, mapping);
    return this.start(id);
  }

  /** Registers the folder, makes its files, and scans it; resolves when all is done. */
  async make(path: string, files: MakeFiles): Promise<Dataset> {
    const id = this.register(path);
    for (let scan = this.scans.get(id); scan !== undefined; scan = this.scans.get(id)) await scan.ended;
    const isNew = this.stored(id).scannedAt === null;
    this.start(id, files);
    try {
      await this.end(id);
    } catch (error) {
      // Nothing was made, so nothing of it stays.
      if (isNew) this.options.registry.datasets.remove(id);
      throw error;
    }
    return this.get(id);
  }

  /** Scans again; one under way is left to end. */
  rescan(id: string): Dataset {
    this.stored(id);
    return this.start(id);
  }

  /** A dataset with a finished scan: by its id as last scanned, by its path scanned now. */
  async ready(idOrPath: { id: string } | { path: string }): Promise<Dataset> {
    const { id } = 'id' in idOrPath ? idOrPath : await this.add(idOrPath.path);
    if (this.stored(id).scannedAt === null) this.start(id);
    await this.end(id);
    const dataset = this.get(id);
    if (dataset.state === 'ready') return dataset;
    const reason = dataset.problems[0]?.message ?? 'The scan did not end well. Scan it again.';
    throw new AppError('bad-input', `The dataset "${dataset.path}" cannot be used. ${reason}`);
  }

  /** Takes up scans that an earlier process did not finish, each once: one that crashes may do so every time. */
  resume(): void {
    for (const { id, path, scannedAt, scanAttempts } of this.options.registry.datasets.list()) {
      if (scannedAt !== null) continue;
      if (scanAttempts < 2) this.start(id);
      else
        this.saveFailure(id, `The scan of "${path}" was begun ${scanAttempts} times and never ended. Scan it again.`);
    }
  }

  remove(id: string): void {
    this.stored(id);
    this.scans.get(id)?.cancel.abort();
    this.options.registry.datasets.remove(id);
  }

  async close(): Promise<void> {
    const scans = [...this.scans.values()];
    for (const scan of scans) scan.cancel.abort();
    await Promise.all(scans.map((scan) => scan.ended));
    // Whoever waited for them still has something to tidy up in the registry.
    await setImmediate();
  }

  private register(path: string): string {
    const name = basename(path) || path;
    // From the path, so that the same folder gets the same id in every process.
    const id = createHash('sha256').update(path).digest('hex').slice(0, 12);
    return this.options.registry.datasets.add({ id, name, path });
  }

  private start(id: string, files?: MakeFiles): Dataset {
    if (!this.scans.has(id)) {
      const cancel = new AbortController();
      const progress = (phase: ScanPhase) => (now: Progress) => this.report(id, { phase, ...now });
      const ended = this.scan(id, { files, progress, signal: cancel.signal }).finally(() => this.forget(id));
      this.scans.set(id, { progress: null, cancel, ended });
      this.changed(id);
    }
    return this.get(id);
  }

  private async scan(
    id: string,
    work: {
      files: MakeFiles | undefined;
      progress: (phase: ScanPhase) => (now: Progress) => void;
      signal: AbortSignal;
    },
  ): Promise<void> {
    const { jobs, registry, mappings, within } = this.options;
    const { path } = this.stored(id);
    // Not before the scan is in the map: its progress is kept there.
    await Promise.resolve();
    registry.datasets.beginScan(id);
    try {
      await work.files?.(work.progress('making'), work.signal);
      const onProgress = work.progress('scanning');
      const mapping = await mappings.read(id);
      const { leftOut, ...found } = await jobs.run(
        'dataset/scan',
        { root: path, mapping, within },
        { onProgress, signal: work.signal },
      );
      if (mapping !== null && leftOut !== undefined) await mappings.save(id, { ...mapping, leftOut });
      registry.datasets.saveScan(id, { scannedAt: new Date().toISOString(), failed: false, ...found });
    } catch (error) {
      const { code, message } = toAppError(error);
      if (code === 'cancelled') registry.datasets.cancelScan(id);
      else this.saveFailure(id, message);
    }
  }

  private saveFailure(id: string, message: string): void {
    // What it held is kept: by it the folder is known at another place.
    const { path, tasks } = this.stored(id);
    const problem = { severity: 'fatal', code: 'scan-failed', path, message } as const;
    const scannedAt = new Date().toISOString();
    this.options.registry.datasets.saveScan(id, { scannedAt, failed: true, problems: [problem], tasks });
  }

  private report(id: string, progress: NonNullable<Dataset['progress']>): void {
    const scan = this.scans.get(id);
    if (scan === undefined) return;
    scan.progress = progress;
    this.changed(id);
  }

  /** Resolves when the scan, if one is under way, has ended. Throws AppError 'cancelled' when it was cut short. */
  private async end(id: string): Promise<void> {
    const scan = this.scans.get(id);
    await scan?.ended;
    if (scan?.cancel.signal.aborted === true) throw new AppError('cancelled', 'The scan was cancelled.');
  }

  private forget(id: string): void {
    this.scans.delete(id);
    this.changed(id);
  }

  private changed(id: string): void {
    const stored = this.options.registry.datasets.find(id);
    if (stored !== null) this.options.onChange(this.view(stored));
  }

  private stored(id: string): StoredDataset {
    const stored = this.options.registry.datasets.find(id);
    if (stored === null) throw new AppError('not-found', `There is no dataset "${id}" in this workspace.`);
    return stored;
  }

  private view(stored: StoredDataset): Dataset {
    const { id, name, path, scannedAt, failed, problems, tasks } = stored;
    const scan = this.scans.get(id);
    const isScanning = scan !== undefined || scannedAt === null;
    return {
      id,
      name,
      path,
      state: isScanning ? 'scanning' : failed ? 'failed' : 'ready',
      progress: scan?.progress ?? null,
      scannedAt,
      tasks: [...tasks],
      problems: [...problems],
    };
  }
}

/** Throws AppError that names the path: 'not-found', or 'bad-input' where it is no folder. */
export async function refuseMissing(path: string): Promise<void> {
  const found = await stat(path).catch(async (cause: unknown) => {
    const wayOut = 'Check the path, or choose another folder.';
    if (!isMissing(cause)) {
      throw new AppError('not-found', `The folder "${path}" cannot be opened (${String(cause)}). ${wayOut}`, { cause });
    }
    const parent = await nearestFolder(dirname(path));
    const told = `The folder "${path}" does not exist; "${parent}" does: ${await whatIsIn(parent)}.`;
    throw new AppError('not-found', `${told} ${wayOut}`, { cause });
  });
  if (!found.isDirectory()) {
    throw new AppError('bad-input', `"${path}" is a file. Choose the folder that holds the tasks.`);
  }
}

async function nearestFolder(path: string): Promise<string> {
  const isThere = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearestFolder(dirname(path));
}
