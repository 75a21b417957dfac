/** Every tracker that runs can be handed on to: to add one, write its files and add its line here and in shared/tracker.ts. */
import type { TrackerId } from '../../shared/tracker';
import { writeMlflowRun } from './mlflow/file-store';
import { writeEventFile } from './tensorboard/event-file';
import type { TrackedRun } from './tracked-run';
import { writeOfflineRun } from './wandb/offline-run';

/** Writes the run below the folder, which exists. Resolves to the paths that a person is told of. */
export type RunWriter = (run: TrackedRun, folder: string) => Promise<string[]>;

export const runWriters: Readonly<Record<TrackerId, RunWriter>> = {
  tensorboard: writeEventFile,
  mlflow: writeMlflowRun,
  wandb: writeOfflineRun,
};
