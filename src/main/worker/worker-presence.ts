/** worker.json: says that this process works on the folder, keeps saying so, and keeps a second worker out. */
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { AppError } from '../../shared/errors';
import type { WorkerFile } from '../../shared/run';
import { lookAtProcess } from '../processes/process-start';
import { isWorkerAlive } from '../runs/worker-life';
import { Heartbeat } from './heartbeat';

/** A run's folder or an evaluation's. */
export interface WorkedFolder {
  readonly path: string;
  readonly workerPath: string;
  readWorker(): Promise<WorkerFile | null>;
  place(): Promise<string>;
}

export class WorkerPresence {
  /** Called once when another worker has taken the folder over, which a long freeze of this process can bring about. */
  onLost: () => void = () => undefined;

  private readonly heartbeat: Heartbeat;

  private constructor(
    private readonly folder: WorkedFolder,
    private readonly own: WorkerFile,
  ) {
    this.heartbeat = new Heartbeat({ path: folder.workerPath, own, onLost: () => this.onLost() });
  }

  /** Throws AppError 'conflict' when a live worker has the folder. */
  static async claim(folder: WorkedFolder): Promise<WorkerPresence> {
    const own = await ownFile(folder);
    for (let attempt = 1; ; attempt += 1) {
      if (await createOnce(folder.workerPath, own)) return new WorkerPresence(folder, own);
      const other = await folder.readWorker();
      const isTaken = other !== null && (await isWorkerAlive(other, folder));
      if (isTaken || attempt === 3) {
        throw new AppError(
          'conflict',
          `Process ${other?.processId ?? 'unknown'} on ${other?.host ?? 'this machine'} works on "${folder.path}" already.`,
        );
      }
      // Moved before it is deleted, so that of two that find it stale only one takes it away.
      const stale = `${folder.workerPath}.${process.pid}.stale`;
      await rename(folder.workerPath, stale).catch(() => undefined);
      await rm(stale, { force: true });
    }
  }

  /** Says that the work goes on: between two steps, and whenever something was told. */
  mark(): void {
    this.heartbeat.mark();
  }

  async release(): Promise<void> {
    await this.heartbeat.end();
    const found = await this.folder.readWorker();
    const isOwn = found?.processId === this.own.processId && found.startedAt === this.own.startedAt;
    if (isOwn) await rm(this.folder.workerPath, { force: true });
  }
}

async function ownFile(folder: WorkedFolder): Promise<WorkerFile> {
  const now = new Date().toISOString();
  const found = await lookAtProcess(process.pid);
  return {
    processId: process.pid,
    host: hostname(),
    startedAt: now,
    heartbeatAt: now,
    place: await folder.place(),
    ...(!found.isGone && found.start !== null && { processStart: found.start }),
  };
}

/** False when the file is there already. It appears with all its content or not at all. */
async function createOnce(path: string, own: WorkerFile): Promise<boolean> {
  const beside = `${path}.${process.pid}.partial`;
  const content = `${JSON.stringify(own, null, 2)}\n`;
  await writeFile(beside, content);
  try {
    await link(beside, path);
    return true;
  } catch (error) {
    if (isExisting(error)) return false;
    // File systems without hard links.
    return await writeFile(path, content, { flag: 'wx' }).then(
      () => true,
      (failure: unknown) => {
        if (isExisting(failure)) return false;
        throw failure;
      },
    );
  } finally {
    await rm(beside, { force: true });
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
