/** Whether scores look as if fake and real were exchanged. */
import type { TaskResult } from './event';

/** A detector that knows nothing has 0.5; one this far below it knows the classes by the wrong names. */
const farBelowChance = 0.3;

/** A sentence, or null where nothing suggests it: the AUC is far below 0.5, and its interval wholly below. */
export function reversedClassesNote({ auc, aucInterval }: Pick<TaskResult, 'auc' | 'aucInterval'>): string | null {
  if (auc === null || auc >= farBelowChance || (aucInterval !== null && aucInterval.high >= 0.5)) return null;
  return (
    'An AUC this far below 0.5 suggests that the order of the classes is reversed: if the weights are of another ' +
    'program, evaluate them with the other order (--classes real,fake or fake,real).'
  );
}
