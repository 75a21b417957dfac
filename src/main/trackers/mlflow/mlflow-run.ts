/** What MLflow calls a run and its experiment, and the tags that say where they come from. */
import { createHash } from 'node:crypto';
import type { RunState } from '../../../shared/run';
import { matrixMarkdown } from '../matrix-markdown';
import type { TrackedRun } from '../tracked-run';

/** mlflow.entities.RunStatus */
export const statusNumbers = { RUNNING: 1, SCHEDULED: 2, FINISHED: 3, FAILED: 4, KILLED: 5 } as const;

export const statusNames: Readonly<Record<RunState, keyof typeof statusNumbers>> = {
  queued: 'SCHEDULED',
  starting: 'RUNNING',
  training: 'RUNNING',
  paused: 'RUNNING',
  stopped: 'KILLED',
  interrupted: 'KILLED',
  failed: 'FAILED',
  complete: 'FINISHED',
};

/** Decimal digits, as MLflow's own; the same experiment has the same in every export. */
export function experimentNumber({ summary }: Pick<TrackedRun, 'summary'>): string {
  const digest = createHash('sha256').update(`experiment ${summary.experimentId}`).digest();
  return String(100_000_000_000_000_000n + (digest.readBigUInt64BE(0) % 800_000_000_000_000_000n));
}

/** 32 hexadecimal digits, as MLflow's own; the same run has the same in every export. */
export function runNumber({ summary }: Pick<TrackedRun, 'summary'>): string {
  return createHash('sha256').update(`run ${summary.id} ${summary.createdAt}`).digest('hex').slice(0, 32);
}

/** The note stands at the head of the run's page. */
export function tagsOf({ summary, facts }: TrackedRun): Record<string, string> {
  const note = [summary.notes, matrixMarkdown(summary)].filter((part) => part !== '').join('\n\n');
  return {
    'mlflow.runName': summary.name,
    'mlflow.source.name': 'CoReD Workbench',
    'mlflow.source.type': 'LOCAL',
    'mlflow.user': 'cored-workbench',
    'mlflow.note.content': note,
    ...(summary.tags.length > 0 && { tags: summary.tags.join(', ') }),
    ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [`cored.${name}`, value])),
  };
}
