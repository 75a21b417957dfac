/** Why a run that ended early cannot go on, asked anew when its state changes. */
import { shallowRef, watch, type ShallowRef } from 'vue';
import type { RunSummary } from '../../shared/run';
import { useAction } from '../stores/action';
import { useConnection } from '../stores/connection';
import { canResume } from './experiment-state';

/** Null where it can, and where there is nothing to resume. */
export function useResumption(run: () => RunSummary | null): ShallowRef<string | null> {
  const { client } = useConnection();
  const refusal = shallowRef<string | null>(null);
  const asking = useAction(async (runId: string) => {
    refusal.value = (await client.call('run/resumption', { runId })).refusal;
  });
  watch(
    () => [run()?.id, run()?.state],
    () => {
      const now = run();
      refusal.value = null;
      if (now !== null && canResume(now.state)) void asking.run(now.id);
    },
    { immediate: true },
  );
  return refusal;
}
