/** The run folder, which is the protocol between whoever starts a run and the worker: its paths, and its small files. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { olderRunFile } from '../../shared/reading/older-stages';
import { ControlFile, NotesFile, RunFile, WorkerFile } from '../../shared/run';
import type { SplitName } from '../../shared/task';
import type { WeightsChoice } from '../../shared/weights';
import { orDamage } from './damage-of-file';
import { writeJsonDurably } from './durable-file';
import { parseJsonValue, readJsonFile, readOptionalFile } from './json-file';

/** The format of run.json that this workbench writes. */
const runFormat = 2;

export class RunFolder {
  constructor(readonly path: string) {}

  get eventsPath(): string {
    return join(this.path, 'events.jsonl');
  }

  /** What the worker process wrote to its standard output and error: the last words of a crash. */
  get workerLogPath(): string {
    return join(this.path, 'worker.log');
  }

  get workerPath(): string {
    return join(this.path, 'worker.json');
  }

  get controlPath(): string {
    return join(this.path, 'control.json');
  }

  /** What worker.json knows the folder by: however it is reached, and other than every copy of it. */
  async place(): Promise<string> {
    const { dev, ino } = await stat(this.path, { bigint: true });
    return `${dev}-${ino}`;
  }

  get runPath(): string {
    return join(this.path, 'run.json');
  }

  get notesPath(): string {
    return join(this.path, 'notes.json');
  }

  get checkpointsPath(): string {
    return join(this.path, 'checkpoints');
  }

  scoresPath(at: { stage: number; task: string; split: SplitName }): string {
    return join(this.stageFolder('scores', at.stage), `${at.task}.${at.split}.csv`);
  }

  weightsPath(at: { stage: number; which: WeightsChoice }): string {
    return join(this.stageFolder('weights', at.stage), `${at.which}.safetensors`);
  }

  /** What an older version wrote is called `step-<k>`, and stays so. */
  private stageFolder(kind: 'scores' | 'weights', stage: number): string {
    const older = join(this.path, kind, `step-${stage}`);
    return existsSync(older) ? older : join(this.path, kind, `stage-${stage}`);
  }

  /** Throws AppError 'newer-version' or 'damaged', which name the file. */
  async readRun(): Promise<RunFile> {
    const path = this.runPath;
    const value = await readJsonFile(path);
    if (value === null) {
      throw new AppError(
        'damaged',
        `"${this.path}" is no run folder: it has no run.json. Delete it, or restore the file.`,
      );
    }
    const { data: format } = z.object({ format: z.number() }).safeParse(value);
    if (format !== undefined && format.format > runFormat) {
      throw new AppError(
        'newer-version',
        `"${path}" has format ${format.format}; this workbench reads up to ${runFormat}. Update the workbench.`,
      );
    }
    return parseJsonValue(RunFile, olderRunFile(value), path);
  }

  async writeRun(file: RunFile): Promise<void> {
    await writeJsonDurably(this.runPath, file);
  }

  readControl(): Promise<ControlFile | null> {
    return readOptionalFile(ControlFile, this.controlPath);
  }

  async writeControl(asked: ControlFile['asked']): Promise<void> {
    await writeJsonDurably(this.controlPath, { asked, at: new Date().toISOString() } satisfies ControlFile);
  }

  /** Throws AppError 'damaged'. */
  readWorkerFile(): Promise<WorkerFile | null> {
    return readOptionalFile(WorkerFile, this.workerPath);
  }

  /** A file that a power cut tore counts as none: no process can be found by it. */
  async readWorker(): Promise<WorkerFile | null> {
    return (await orDamage(this.readWorkerFile())).value;
  }

  readNotes(): Promise<NotesFile | null> {
    return readOptionalFile(NotesFile, this.notesPath);
  }

  async writeNotes(notes: NotesFile): Promise<void> {
    await writeJsonDurably(this.notesPath, notes);
  }
}
