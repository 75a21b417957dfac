/** How long an evaluation will take, by those that are complete. Pure. */
import type { Evaluation } from '../evaluation';

type Timed = Pick<Evaluation, 'id' | 'network' | 'startedAt' | 'endedAt' | 'state' | 'progress'>;

/** As the last complete one of the same network took, whatever it scored; null where there is none. */
export function evaluationSeconds({ network }: Pick<Timed, 'network'>, all: readonly Timed[]): number | null {
  const last = all
    .filter((one) => one.state === 'complete' && one.network === network && one.endedAt !== null)
    .reduce<Timed | null>((found, one) => ((found?.endedAt ?? '') < (one.endedAt ?? '') ? one : found), null);
  if (last === null || last.startedAt === null || last.endedAt === null) return null;
  return (Date.parse(last.endedAt) - Date.parse(last.startedAt)) / 1000;
}

/** Of one at work: by how much of it is done and since when, else as others took. Null where neither is known. */
export function secondsLeftOf(evaluation: Timed, all: readonly Timed[], nowMs = Date.now()): number | null {
  const { progress, startedAt } = evaluation;
  if (progress === null || startedAt === null || progress.phase === 'reading' || progress.done === 0) {
    return evaluationSeconds(evaluation, all);
  }
  const seconds = (nowMs - Date.parse(startedAt)) / 1000;
  return Math.max(0, (seconds / progress.done) * (progress.total - progress.done));
}
