/** Starts the demo and goes to its experiment. */
import { useRouter } from 'vue-router';
import { useAction, type Action } from './action';
import { useExperimentsStore } from './experiments';

export function useDemo(): Action<[]> {
  const experiments = useExperimentsStore();
  const router = useRouter();
  return useAction(async () => {
    const experiment = await experiments.startDemo();
    await router.push(`/experiments/${experiment.id}`);
  });
}
