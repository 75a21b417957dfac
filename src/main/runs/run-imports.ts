/** Brings the registry in line with the run folders: those that it does not know, and those of which it knows too little. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { toAppError } from '../../shared/errors';
import type { UnreadableFolder } from '../../shared/registry';
import type { Importing } from '../../shared/run';
import type { Registry } from '../registry/registry';
import { importRun } from './import-run';
import { isMissing } from './json-file';
import { runFolderNames } from './run-folder-names';
import { RunFolder } from './run-folder';
import { isStray } from './stray-folders';
import { weightsFilesIn } from './weights-of-folder';

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
  /** Names of folders that are left out, and why; copies of other runs are told of elsewhere. */
  private readonly unreadable = new Map<string, { reason: string; isStray: boolean }>();
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
   * begin it anew over a training that may be complete. And those whose events a power cut has taken: what is told from now
   * on has their numbers again.
   */
  async repair(): Promise<void> {
    const { registry, isOn, log } = this.options;
    if (!isOn) return;
    this.repairedAt = Date.now();
    for (const { id, folder, eventsOffset } of registry.queue.resting()) {
      if (this.isClosed) return;
      try {
        await this.align({ folder, eventsOffset });
      } catch (error) {
        log.warn({ run: id }, toAppError(error).message);
      }
    }
  }

  /** One that nobody works on: read anew where its file has another length than what was taken in. */
  async align({ folder, eventsOffset }: { folder: string; eventsOffset: number }): Promise<void> {
    const { registry } = this.options;
    if ((await sizeOrZero(new RunFolder(folder).eventsPath)) === eventsOffset) return;
    await importRun(registry, folder, { replaces: true });
  }

  /** Reads runs anew whose rows in the registry cannot be read. */
  async mend(): Promise<void> {
    const { registry, runsFolder, isOn, log } = this.options;
    if (!isOn) return;
    for (const id of registry.damage.takeRuns()) {
      try {
        await importRun(registry, join(runsFolder, id), { replaces: true });
        log.warn(
          { run: id },
          `The registry could not be read where it tells of run "${id}". It has been read anew from its folder.`,
        );
      } catch (error) {
        const { message } = toAppError(error);
        this.unreadable.set(id, { reason: message, isStray: false });
        log.warn({ run: id }, message);
      }
    }
  }

  /** Folders that are listed nowhere else. */
  async unreadableFolders(): Promise<UnreadableFolder[]> {
    const folders: UnreadableFolder[] = [];
    for (const [folder, { reason, isStray: isOther }] of this.unreadable) {
      if (isOther) continue;
      const path = join(this.options.runsFolder, folder);
      folders.push({ folder, path, reason, weights: await weightsFilesIn(path) });
    }
    return folders;
  }

  /** After a rebuild, or when a person has mended a folder: those that were left out are tried again. */
  tryAgain(): void {
    this.unreadable.clear();
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
    for (const name of this.unreadable.keys()) if (!names.includes(name)) this.unreadable.delete(name);
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
      const known = registry.damage.salvaged.get(name);
      const damage = await importRun(registry, join(runsFolder, name), { known });
      if (damage.length > 0) log.warn({ folder: name }, `Run "${name}" is listed, but: ${damage.join(' ')}`);
    } catch (error) {
      // Told once; `registry rebuild` lists it too.
      const { message } = toAppError(error);
      this.unreadable.set(name, { reason: message, isStray: isStray(error) });
      log.warn({ folder: name }, message);
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
