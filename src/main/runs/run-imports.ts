/** Brings the registry in line with the run folders: those that it does not know, and those of which it knows too little. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { toAppError } from '../../shared/errors';
import type { Importing } from '../../shared/run';
import type { Registry } from '../registry/registry';
import { importRun } from './import-run';
import { isMissing } from './json-file';
import { runFolderNames } from './run-folder-names';
import { RunFolder } from './run-folder';

export interface RunImportsOptions {
  readonly registry: Registry;
  readonly runsFolder: string;
  /** False: nothing is taken in or repaired, because someone else does. */
  readonly isOn: boolean;
  /** Other hosts may resume runs whose registries are their own: looked for now and then. */
  readonly isShared?: boolean;
  readonly log: Logger;
  /** How far it is; null when nothing is left. */
  onProgress(progress: Importing | null): void;
}

/** Between two looks at runs at rest that another host may have resumed. */
const sharedMs = 30_000;

export class RunImports {
  private readonly unreadable = new Set<string>();
  private looking: Promise<void> | null = null;
  private isClosed = false;
  private repairedAt = 0;
  private known: Importing | null = null;

  constructor(private readonly options: RunImportsOptions) {}

  get progress(): Importing | null {
    return this.known;
  }

  /** Takes in folders that another process made; one look at a time. */
  look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  /**
   * Runs at rest whose events the registry has not all taken in: a process that imported them was interrupted (older
   * versions did not do it in one piece), or a worker wrote while no workbench followed it. Resuming such a run would
   * begin it anew over a training that may be complete.
   */
  async repair(): Promise<void> {
    const { registry, isOn, log } = this.options;
    if (!isOn) return;
    this.repairedAt = Date.now();
    for (const { id, folder, eventsOffset } of registry.queue.resting()) {
      if (this.isClosed) return;
      if ((await sizeOrZero(new RunFolder(folder).eventsPath)) <= eventsOffset) continue;
      try {
        await importRun(registry, folder, { replaces: true });
      } catch (error) {
        log.warn({ run: id }, toAppError(error).message);
      }
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.looking;
  }

  private async lookOnce(): Promise<void> {
    const { registry, runsFolder, isOn, isShared } = this.options;
    if (!isOn) return;
    if (isShared === true && Date.now() - this.repairedAt > sharedMs) await this.repair();
    const known = registry.runs.revisions();
    const names = await runFolderNames(runsFolder);
    const unknown = names.filter((name) => !known.has(name) && !this.unreadable.has(name));
    for (const [done, name] of unknown.entries()) {
      if (this.isClosed) break;
      this.tell({ done, total: unknown.length });
      await this.take(name);
    }
    if (unknown.length > 0) this.tell(null);
  }

  private async take(name: string): Promise<void> {
    const { registry, runsFolder, log } = this.options;
    try {
      await importRun(registry, join(runsFolder, name));
    } catch (error) {
      // Told once; `registry rebuild` lists it too.
      this.unreadable.add(name);
      log.warn({ folder: name }, toAppError(error).message);
    }
  }

  private tell(progress: Importing | null): void {
    this.known = progress;
    this.options.onProgress(progress);
  }
}

async function sizeOrZero(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
