/** Rows of a comparison against one of them, asked for again with every new comparison or reference. */
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { Comparison, PairedDifference } from '../../shared/comparison';
import { toAppError, type AppError } from '../../shared/errors';
import { useConnection } from '../stores/connection';

export interface PairedSource {
  readonly differences: ShallowRef<readonly PairedDifference[]>;
  /** False until the first answer. */
  readonly isLoaded: Ref<boolean>;
  readonly error: ShallowRef<AppError | null>;
}

export function usePairedDifferences(comparison: () => Comparison, reference: () => string): PairedSource {
  const { client } = useConnection();
  const differences = shallowRef<readonly PairedDifference[]>([]);
  const isLoaded = ref(false);
  const error = shallowRef<AppError | null>(null);
  let asked = 0;

  async function fetch(): Promise<void> {
    const question = ++asked;
    const runIds = comparison().rows.flatMap((row) => row.runIds);
    try {
      const answer = await client.call('comparison/paired', { runIds, reference: reference() });
      if (question === asked) [differences.value, error.value] = [answer, null];
      isLoaded.value = true;
    } catch (thrown) {
      if (question === asked) [differences.value, error.value] = [[], toAppError(thrown)];
    }
  }

  watch([comparison, reference], () => void fetch(), { immediate: true });
  return { differences, isLoaded, error };
}
