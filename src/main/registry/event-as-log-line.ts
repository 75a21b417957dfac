/** What an event says in the run's log; null for those that would only fill it. */
import type { RunEventBody } from '../../shared/event';
import { formatCount, formatDuration, formatScore } from '../../shared/format';
import { heldText } from '../../shared/no-room';
import type { LogLine } from '../../shared/run';

export function eventAsLogLine(body: RunEventBody): Pick<LogLine, 'level' | 'message'> | null {
  switch (body.type) {
    case 'run/started':
      return info(
        `${body.resumed ? 'Training goes on from a checkpoint' : 'Training starts'} ` +
          `on engine ${body.engine}${body.device === undefined ? '' : `, ${body.device}`}${sharing(body)} (process ${body.processId}).`,
      );
    case 'image/skipped':
      return { level: 'warning', message: `Left out ${body.path}: ${body.message}` };
    case 'stage/started':
      return info(
        `Stage ${body.stage}, task ${body.task}: ${formatCount(body.epochs, 'epoch')} of ${formatCount(body.batchesPerEpoch, 'batch', 'batches')}.`,
      );
    case 'method/reported':
      return info(`${body.report.title} of stage ${body.stage}: ${body.report.hint}`);
    case 'store/built':
      return info(
        `Feature memory of stage ${body.stage}: ${formatCount(
          body.counts.flat().reduce((sum, count) => sum + count, 0),
          'image',
        )} kept, ` + `${body.leftOut} left out.`,
      );
    case 'epoch/ended': {
      const aucs = Object.entries(body.aucs).map(([task, auc]) => `${task} ${formatScore(auc)}`);
      return info(
        `Stage ${body.stage}, epoch ${body.epoch}: loss ${body.losses.total.toFixed(4)}; ` +
          `AUC on val: ${aucs.join(', ')}${body.isBest ? ' (best so far)' : ''}.`,
      );
    }
    case 'stage/ended':
      return info(`Stage ${body.stage}, task ${body.task}, is done; epoch ${body.bestEpoch} was best.`);
    case 'run/paused':
      return body.room === undefined ? info('Paused.') : { level: 'warning', message: heldText(body.room) };
    case 'run/resumed':
      return info('Goes on.');
    case 'run/stopped':
      return info('Stopped.');
    case 'run/failed':
      return { level: 'error', message: body.error.message };
    case 'run/completed':
      return info(`Complete after ${formatDuration(body.elapsedSeconds)}.`);
    case 'log/written':
      return { level: body.level, message: body.message };
    case 'images/loading':
    case 'batches/ended':
    case 'stage/evaluated':
      return null;
  }
}

/** ", each batch shared by 2 replicas in 3 micro-batches each"; nothing where there is one of each. */
function sharing({ replicas = 1, microBatches = 1 }: Extract<RunEventBody, { type: 'run/started' }>): string {
  if (replicas === 1) return microBatches === 1 ? '' : `, each batch in ${microBatches} micro-batches`;
  const within = microBatches === 1 ? '' : ` in ${microBatches} micro-batches each`;
  return `, each batch shared by ${replicas} replicas${within}`;
}

function info(message: string): Pick<LogLine, 'level' | 'message'> {
  return { level: 'info', message };
}
