/** What a scan says about classes of very different sizes. */
import { switchText } from '../../shared/audit';
import type { ClassCounts, Problem } from '../../shared/task';

/** A class that is more than so many times the other is told of. */
const tolerated = 2;

/**
 * One warning that names every set in which the classes are unbalanced. Nothing for a task with fatal problems, where a
 * class is short for another reason, and for sets of one class, which the scan reports elsewhere.
 */
export function imbalanceProblems(
  task: { readonly name: string; readonly path: string; readonly problems: readonly Problem[] },
  sets: Readonly<Record<string, ClassCounts | null>>,
): Problem[] {
  if (task.problems.some(({ severity }) => severity === 'fatal')) return [];
  const unbalanced = Object.entries(sets).flatMap(([name, counts]) =>
    counts !== null && isUnbalanced(counts) ? [`${counts.fake} fake and ${counts.real} real in ${name}`] : [],
  );
  if (unbalanced.length === 0) return [];
  const message =
    `The classes of task "${task.name}" are unbalanced: ${unbalanced.join(', ')}. ` +
    `Training leans to the larger class and accuracy flatters it; go by AUC, or ${switchText('class-imbalance')}.`;
  return [{ severity: 'warning', code: 'class-imbalance', path: task.path, message }];
}

export function isUnbalanced({ fake, real }: ClassCounts): boolean {
  const [smaller, larger] = [Math.min(fake, real), Math.max(fake, real)];
  return smaller > 0 && larger > tolerated * smaller;
}
