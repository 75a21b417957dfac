/** How many images a later stage has forgotten, and learnt, since an earlier one. */
import { isRight, type ForgottenCounts } from '../../shared/images';
import type { FrameScore } from '../../shared/metrics/video-scores';
import { classOfLabel, numberOrNull, turnOf } from './select-images';

export function countRight(
  first: readonly FrameScore[],
  threshold: number,
): Pick<ForgottenCounts, 'images' | 'rightBefore'> {
  const right = first.filter(({ label, score }) => isRight(classOfLabel(label), numberOrNull(score), threshold));
  return { images: first.length, rightBefore: right.length };
}

/** An image that one of the two has no score of counts as neither. */
export function countTurns(
  { first, later }: { first: readonly FrameScore[]; later: readonly FrameScore[] },
  threshold: number,
): { forgotten: number; learnt: number } {
  const before = new Map(first.map(({ file, score }) => [file, numberOrNull(score)]));
  const turns = later.map(({ file, label, score }) =>
    turnOf({ className: classOfLabel(label), score: numberOrNull(score), before: before.get(file) ?? null }, threshold),
  );
  const count = (turn: 'forgotten' | 'learnt') => turns.filter((one) => one === turn).length;
  return { forgotten: count('forgotten'), learnt: count('learnt') };
}
