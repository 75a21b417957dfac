/** Where a training's products go: events, checkpoints, scores and weights in the run's folder. */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Checkpoint, ScoreRow, TrainingOutput } from '../../core/training/training';
import type { Weights } from '../../core/weights/weights';
import type { RunEventBody } from '../../shared/event';
import type { RunFile } from '../../shared/run';
import type { SplitName } from '../../shared/task';
import type { WeightsChoice } from '../../shared/weights';
import { makeFolderDurably, writeDurably } from '../runs/durable-file';
import type { EventLog } from '../runs/event-log';
import type { RunFolder } from '../runs/run-folder';
import { safetensorsPieces } from '../weights/safetensors';
import { modelMetadata } from '../weights/safetensors-format';
import { writeCheckpoint } from './checkpoint-files';
import type { ControlWatch } from './control-watch';
import type { RoomForWrites } from './room-for-writes';
import { formatScores } from './score-file';

export interface RunFolderOutputOptions {
  readonly folder: RunFolder;
  readonly file: RunFile;
  /** Pixels a side. */
  readonly imageSize: number;
  readonly log: EventLog;
  readonly control: ControlWatch;
  readonly room: RoomForWrites;
}

export class RunFolderOutput implements TrainingOutput {
  constructor(private readonly options: RunFolderOutputOptions) {}

  emit(event: RunEventBody): Promise<void> {
    return this.options.log.append(event);
  }

  control(): Promise<'go' | 'stop'> {
    return this.options.control.control();
  }

  async saveScores(at: { stage: number; task: string; split: SplitName }, rows: readonly ScoreRow[]): Promise<void> {
    await this.write(this.options.folder.scoresPath(at), formatScores(rows));
  }

  /** Nothing in the file depends on the run's name or time: the same seed gives the same bytes. */
  async saveWeights(at: { stage: number; which: WeightsChoice }, weights: Weights): Promise<string> {
    const { file, folder, imageSize } = this.options;
    // The key keeps the name that it had, so that files of today and of older versions have the same hash.
    const origin = { step: String(at.stage), task: file.chain[at.stage - 1]?.name ?? '', which: at.which };
    const pieces = safetensorsPieces(weights, modelMetadata(file.recipe.network, imageSize, origin));
    await this.write(folder.weightsPath(at), pieces);
    const hash = createHash('sha256');
    for (const piece of pieces) hash.update(piece);
    return hash.digest('hex');
  }

  /** What was told before it must outlive a power cut when the checkpoint does: a training that goes on from it tells it no more. */
  async saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    const { folder, log, room } = this.options;
    await log.sync();
    await room.keep(() => writeCheckpoint(folder.checkpointsPath, checkpoint));
  }

  private write(path: string, content: string | readonly Uint8Array[]): Promise<void> {
    return this.options.room.keep(async () => {
      await makeFolderDurably(dirname(path));
      await writeDurably(path, content);
    });
  }
}
