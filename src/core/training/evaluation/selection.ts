/** Which epoch of a stage is kept: scored on val over the tasks that the stage is judged by, never on test. */
import type { SelectionRule } from '../../recipe/selection-rules';

/** One task's on val; null where it is not defined. */
export interface ValidationResult {
  readonly auc: number | null;
  readonly accuracy: number | null;
}

/** Epochs after which the published code overwrites what it kept (CoReD.py: `(epoch+1)%20 ==0 or is_best_acc`). */
const publishedOverwriteEvery = 20;

/** Mean AUC, or for `published` the sum of accuracies, over the tasks where it is defined; null where it is nowhere. */
export function selectionScore(rule: SelectionRule, results: readonly ValidationResult[]): number | null {
  const values = results.map(({ auc, accuracy }) => (rule === 'published' ? accuracy : auc));
  const defined = values.filter((value) => value !== null);
  if (defined.length === 0) return null;
  const sum = defined.reduce((total, value) => total + value, 0);
  return rule === 'published' ? sum : sum / defined.length;
}

/** Whether the epoch takes the place of what was kept; `best` is the highest score of the epochs before it. */
export function isKept(
  rule: SelectionRule,
  { epoch, score, best }: { epoch: number; score: number | null; best: number | null },
): boolean {
  if (rule === 'published' && epoch % publishedOverwriteEvery === 0) return true;
  return score !== null && (best === null || score > best);
}

/** The highest of the scores so far: an overwritten best epoch is still what later ones have to beat. */
export function highestScore(score: number | null, best: number | null): number | null {
  if (score === null || best === null) return score ?? best;
  return Math.max(score, best);
}
