/** A run's summary after one more event: state, progress and the AUC matrix. */
import type { RunEvent, TaskResult } from '../../shared/event';
import type { RunSummary } from '../../shared/run';

/** @param batchesPerEpoch of the event's step, where it is known */
export function summaryAfter(summary: RunSummary, event: RunEvent, batchesPerEpoch: number | undefined): RunSummary {
  const { body } = event;
  switch (body.type) {
    case 'run/started':
      return { ...summary, state: 'training', engine: body.engine, error: null };
    case 'run/paused':
      return { ...summary, state: 'paused' };
    case 'run/resumed':
      return { ...summary, state: 'training' };
    case 'run/stopped':
      return { ...summary, state: 'stopped', endedAt: event.time };
    case 'run/failed':
      return { ...summary, state: 'failed', error: body.error, endedAt: event.time };
    case 'run/completed':
      return { ...summary, state: 'complete', seconds: body.elapsedSeconds, endedAt: event.time };
    case 'step/started':
      return {
        ...summary,
        progress: {
          step: body.step,
          epoch: 1,
          epochs: body.epochs,
          share: (body.step - 1) / summary.chain.length,
          imagesPerSecond: summary.progress?.imagesPerSecond ?? null,
          secondsLeft: summary.progress?.secondsLeft ?? null,
        },
      };
    case 'batches/ended': {
      if (!summary.progress) return summary;
      const { epochs } = summary.progress;
      const epochsDone = body.epoch - 1 + (batchesPerEpoch ? body.batch / batchesPerEpoch : 0);
      return {
        ...summary,
        progress: {
          ...summary.progress,
          step: body.step,
          epoch: body.epoch,
          share: (body.step - 1 + epochsDone / epochs) / summary.chain.length,
          imagesPerSecond: body.imagesPerSecond,
        },
      };
    }
    case 'epoch/ended': {
      if (!summary.progress) return { ...summary, seconds: body.elapsedSeconds };
      const share = (body.step - 1 + body.epoch / summary.progress.epochs) / summary.chain.length;
      return {
        ...summary,
        seconds: body.elapsedSeconds,
        progress: { ...summary.progress, step: body.step, epoch: body.epoch, share, secondsLeft: body.secondsLeft },
      };
    }
    case 'step/evaluated':
      return withResults(summary, body.results);
    default:
      return summary;
  }
}

/** Step 0 goes to the row before training; other splits than the reported one leave the matrix alone. */
function withResults(summary: RunSummary, results: readonly TaskResult[]): RunSummary {
  const matrix = summary.chain.map((_, row) => summary.chain.map((_, column) => summary.matrix[row]?.[column] ?? null));
  const beforeTraining = summary.chain.map((_, column) => summary.beforeTraining[column] ?? null);
  for (const result of results) {
    const column = summary.chain.indexOf(result.task);
    if (column === -1 || result.split !== summary.reportedSplit) continue;
    const row = result.step === 0 ? beforeTraining : matrix[result.step - 1];
    if (row) row[column] = result.auc;
  }
  return { ...summary, matrix, beforeTraining };
}
