/** Other people's experiment trackers, to which runs can be handed on, and what they are called. */
import { z } from 'zod';
import { mostCharacters } from './limits';

export const trackerIds = ['tensorboard', 'mlflow', 'wandb'] as const;
export const TrackerId = z.enum(trackerIds);
export type TrackerId = z.infer<typeof TrackerId>;

interface TrackerFacts {
  readonly label: string;
  /** What is written into the chosen folder, as half a sentence. */
  readonly hint: string;
}

export const trackerFacts: Readonly<Record<TrackerId, TrackerFacts>> = {
  tensorboard: { label: 'TensorBoard', hint: 'an event file for each run' },
  mlflow: { label: 'MLflow', hint: 'a file store, mlruns' },
  wandb: { label: 'Weights & Biases', hint: 'a folder for each run, for wandb sync' },
};

export const MlflowAddress = z
  .url({
    protocol: /^https?$/,
    error: 'Give the address of an MLflow server: http://localhost:5000',
  })
  .max(mostCharacters.path);

/** Where runs are to be seen that were sent to a server. */
export const SentRuns = z.object({ runs: z.array(z.object({ runId: z.string(), url: z.string() })) });
export type SentRuns = z.infer<typeof SentRuns>;
