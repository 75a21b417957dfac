/** The confusion matrix at a step of the threshold, and where it lies on both curves. */
import type { EvaluationResult } from '../../shared/evaluation';
import type { ThresholdReading } from '../../shared/images';
import type { CurveMark } from '../charts/marked-curve';

export interface Decisions {
  readonly confusion: EvaluationResult['confusion'];
  /** Null with one class only, of which there are no curves. */
  readonly mark: CurveMark | null;
}

export function decisionsAt({ counts, above }: Pick<ThresholdReading, 'counts' | 'above'>, step: number): Decisions {
  const fakeAsFake = above.fake[step] ?? 0;
  const realAsFake = above.real[step] ?? 0;
  const confusion = {
    fakeAsFake,
    fakeAsReal: counts.fake - fakeAsFake,
    realAsFake,
    realAsReal: counts.real - realAsFake,
  };
  if (counts.fake === 0 || counts.real === 0) return { confusion, mark: null };
  const called = fakeAsFake + realAsFake;
  const mark = {
    falsePositiveRate: realAsFake / counts.real,
    truePositiveRate: fakeAsFake / counts.fake,
    precision: called === 0 ? null : fakeAsFake / called,
  };
  return { confusion, mark };
}
