/** What a method does in its first stage, before there is anything to keep; and who has to know it. */
import type { MethodRecord } from './recipe';

const start = 'In the first stage ';

/** A hint beside the loss curves: `cross-entropy alone`. */
export function inFirstStage(loss: string): string {
  return `${start}${loss}.`;
}

interface FirstStage {
  readonly method: Pick<MethodRecord, 'label' | 'lossHint'>;
  readonly hasWeights: boolean;
  readonly startStage?: number | undefined;
}

/**
 * Weights are given and nothing is said of what they have learnt, so that the method has no teacher yet: a sentence, or
 * null where that is not so, or where it makes no difference to the method.
 */
export function noTeacherNote({ method, hasWeights, startStage = 1 }: FirstStage): string | null {
  const { label, lossHint } = method;
  if (!hasWeights || startStage > 1 || lossHint?.startsWith(start) !== true) return null;
  return (
    `${label}: ${lossHint} Nothing says that the given weights have learnt a task of the chain, so they are no teacher ` +
    'to the first one.'
  );
}
