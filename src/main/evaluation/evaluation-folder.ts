/** An evaluation's folder, which is the protocol between whoever starts one and its worker: paths and small files. */
import { join } from 'node:path';
import { z } from 'zod';
import { videoRules } from '../../shared/metrics/video-rules';
import { AppError, ErrorPayload } from '../../shared/errors';
import { EvaluationProgress, EvaluationRequest, EvaluationResult, EvaluationState } from '../../shared/evaluation';
import { olderEvaluationFile, olderEvaluationResult } from '../../shared/reading/older-stages';
import { EngineId, Precision } from '../../shared/recipe';
import type { ControlFile, WorkerFile } from '../../shared/run';
import { RobustnessPoint, type Corruption } from '../../shared/robustness';
import { SplitName } from '../../shared/task';
import { writeJsonDurably } from '../runs/durable-file';
import { parseJsonValue, readJsonFile, readOptionalFile } from '../runs/json-file';
import { ClassImage } from './class-image';
import { RunFolder } from '../runs/run-folder';

const evaluationFormat = 1;

/** evaluation.json: written once, by whoever starts the evaluation; everything in it is checked and resolved. */
export const EvaluationFile = z.object({
  format: z.literal(evaluationFormat),
  id: z.string(),
  createdAt: z.string(),
  request: EvaluationRequest,
  weights: z.object({
    path: z.string(),
    /** Over names, shapes and values. */
    hash: z.string(),
    network: z.string(),
    imageSize: z.number().int().min(1),
  }),
  target: z.object({
    /** What the result calls it: the task's name, or the folder's. */
    task: z.string(),
    split: SplitName,
    /** The folder that holds fake/ and real/; like the weights' path relative to the workspace where it lies inside. */
    folder: z.string(),
    /** Put before each image's path in scores.csv: "val/" or nothing. */
    prefix: z.string(),
    /** Whether images.json names the images, which a mapping found anywhere below the folder. */
    isListed: z.boolean().optional(),
  }),
  /** As the run has them whose weights are evaluated, so that its numbers come out again. */
  metrics: z.object({ seed: z.number().int(), videoRule: z.enum(videoRules) }),
  /** As the run was trained whose weights are evaluated; absent in evaluations of older versions. */
  precision: Precision.default('float32'),
  versions: z.record(z.string(), z.string()),
});
export type EvaluationFile = z.infer<typeof EvaluationFile>;

/** status.json: written with the folder, then by the worker; by the workbench when it finds the worker dead. */
export const EvaluationStatus = z.object({
  state: EvaluationState,
  startedAt: z.string().nullable().default(null),
  endedAt: z.string().nullable().default(null),
  engine: EngineId.nullable(),
  progress: EvaluationProgress.nullable(),
  error: ErrorPayload.nullable(),
});
export type EvaluationStatus = z.infer<typeof EvaluationStatus>;

/** robustness.json: written once, when all corruptions have been scored. */
const RobustnessFile = z.object({
  format: z.literal(1),
  seed: z.number().int(),
  points: z.array(RobustnessPoint),
});

export const waitingStatus: EvaluationStatus = {
  ...{ state: 'queued', startedAt: null, endedAt: null },
  ...{ engine: null, progress: null, error: null },
};

/** notes.json: what a person added. */
export const EvaluationNotes = z.object({ name: z.string() });
export type EvaluationNotes = z.infer<typeof EvaluationNotes>;

export const evaluationFileName = 'evaluation.json';

export class EvaluationFolder {
  /** worker.json, worker.log and control.json are the same in every folder that a worker works on. */
  private readonly worked: RunFolder;

  constructor(readonly path: string) {
    this.worked = new RunFolder(path);
  }

  get workerPath(): string {
    return this.worked.workerPath;
  }

  get workerLogPath(): string {
    return this.worked.workerLogPath;
  }

  place(): Promise<string> {
    return this.worked.place();
  }

  get scoresPath(): string {
    return join(this.path, 'scores.csv');
  }

  readWorker(): Promise<WorkerFile | null> {
    return this.worked.readWorker();
  }

  readControl(): Promise<ControlFile | null> {
    return this.worked.readControl();
  }

  writeControl(asked: 'resume' | 'stop'): Promise<void> {
    return this.worked.writeControl(asked);
  }

  /** Throws AppError 'newer-version' or 'damaged', which name the file. */
  async readEvaluation(): Promise<EvaluationFile> {
    const path = join(this.path, evaluationFileName);
    const value = await readJsonFile(path);
    if (value === null) throw new AppError('damaged', `"${this.path}" is no evaluation: it has no evaluation.json.`);
    const { data: format } = z.object({ format: z.number() }).safeParse(value);
    if (format !== undefined && format.format > evaluationFormat) {
      const told = `has format ${format.format}; this workbench reads up to ${evaluationFormat}`;
      throw new AppError('newer-version', `"${path}" ${told}. Update the workbench.`);
    }
    return parseJsonValue(EvaluationFile, olderEvaluationFile(value), path);
  }

  async writeEvaluation(file: EvaluationFile): Promise<void> {
    await writeJsonDurably(join(this.path, evaluationFileName), file);
  }

  /** What images.json names. Throws AppError 'damaged'. */
  async readImages(): Promise<ClassImage[]> {
    const path = join(this.path, 'images.json');
    return parseJsonValue(z.array(ClassImage), await readJsonFile(path), path);
  }

  async writeImages(images: readonly ClassImage[]): Promise<void> {
    await writeJsonDurably(join(this.path, 'images.json'), images);
  }

  /** What a person calls it since they renamed it; null: as evaluation.json says. */
  readNotes(): Promise<EvaluationNotes | null> {
    return readOptionalFile(EvaluationNotes, join(this.path, 'notes.json'));
  }

  async writeNotes(notes: EvaluationNotes): Promise<void> {
    await writeJsonDurably(join(this.path, 'notes.json'), notes);
  }

  /** Null where an older version has started it and its worker has not begun. */
  readStatus(): Promise<EvaluationStatus | null> {
    return readOptionalFile(EvaluationStatus, join(this.path, 'status.json'));
  }

  async writeStatus(status: EvaluationStatus): Promise<void> {
    await writeJsonDurably(join(this.path, 'status.json'), status);
  }

  /** Null before the evaluation is complete. */
  readResult(): Promise<EvaluationResult | null> {
    return readOptionalFile(z.preprocess(olderEvaluationResult, EvaluationResult), join(this.path, 'result.json'));
  }

  scoresOf({ corruption, strength }: { corruption: Corruption; strength: number }): string {
    return join(this.path, 'robustness', `${corruption}-${strength}.csv`);
  }

  /** Null where no corruption was asked for, and before the evaluation is complete. */
  async readRobustness(): Promise<RobustnessPoint[] | null> {
    const file = await readOptionalFile(RobustnessFile, join(this.path, 'robustness.json'));
    return file?.points ?? null;
  }

  async writeRobustness(file: z.infer<typeof RobustnessFile>): Promise<void> {
    await writeJsonDurably(join(this.path, 'robustness.json'), file);
  }

  async writeResult(result: EvaluationResult): Promise<void> {
    await writeJsonDurably(join(this.path, 'result.json'), result);
  }
}
