/** Waits for evaluations of the queue and shows how far they are. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../shared/errors';
import { hasEnded, type Evaluation } from '../../shared/evaluation';
import { formatCount } from '../../shared/format';
import type { Workbench } from '../workbench-api';
import { keepQueueGoing } from './keep-queue-going';
import type { Terminal } from './terminal';

export interface FollowedIn {
  readonly workbench: Workbench;
  readonly terminal: Terminal;
  readonly workspace: string;
}

const lookMs = 100;

/** Resolves when all have ended, well or not, in their order. Ctrl+C leaves them to go on by themselves. */
export async function followEvaluations(
  started: readonly Evaluation[],
  { workbench, terminal, workspace }: FollowedIn,
): Promise<Evaluation[]> {
  const leave = () => {
    keepQueueGoing(workspace, 'evaluations');
    const which = started.length === 1 ? `The evaluation goes` : 'The evaluations go';
    terminal.say(`Left. ${which} on by itself; \`cored evaluations\` shows it: ${started[0]?.id ?? ''}`);
    process.exit(1);
  };
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
  try {
    return await untilEnded(started, { workbench, terminal });
  } finally {
    process.off('SIGINT', leave);
    process.off('SIGTERM', leave);
    terminal.live([]);
  }
}

async function untilEnded(
  started: readonly Evaluation[],
  { workbench, terminal }: Pick<FollowedIn, 'workbench' | 'terminal'>,
): Promise<Evaluation[]> {
  const ended: Evaluation[] = [];
  let told = '';
  const tell = (evaluation: Evaluation) => {
    const before = started.length === 1 ? '' : `${ended.length} of ${started.length} done. `;
    const line = `${before}${evaluation.name}: ${progressText(evaluation)}`;
    const step = `${before}${evaluation.id} ${tenths(evaluation)}`;
    if (terminal.isInteractive) terminal.live([line]);
    else if (step !== told) terminal.say(line);
    told = step;
  };
  for (const { id } of started) {
    for (;;) {
      const evaluation = await workbench.call('evaluation/get', { evaluationId: id });
      // Also of one that has ended between two looks: how far it came.
      if (evaluation.progress !== null || !hasEnded(evaluation.state)) tell(evaluation);
      if (hasEnded(evaluation.state)) {
        ended.push(evaluation);
        break;
      }
      await sleep(lookMs);
    }
  }
  return ended;
}

/** Throws the evaluation's own error when it failed, and says so when it was stopped. */
export function refuseUnfinished({ id, state, error }: Evaluation): void {
  if (state === 'complete') return;
  if (error !== null) throw new AppError(error.code, error.message);
  throw new AppError('conflict', `Evaluation "${id}" was ${state}. \`cored evaluations again ${id}\` starts it again.`);
}

function progressText({ state, progress }: Evaluation): string {
  if (progress === null) return state === 'queued' ? 'waits for free cores' : 'reads weights and images';
  const { phase, done, total } = progress;
  if (phase === 'corrupting') return `${done} of ${formatCount(total, 'corrupted image')}`;
  return `${done} of ${formatCount(total, 'image')}${phase === 'reading' ? ' read' : ''}`;
}

function tenths({ state, progress }: Evaluation): string {
  if (progress === null) return state;
  return `${progress.phase} ${Math.floor((10 * progress.done) / Math.max(1, progress.total))}`;
}
