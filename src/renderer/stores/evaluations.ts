/** Evaluations of weights, kept current by pushes. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import type { Evaluation, EvaluationRequest } from '../../shared/evaluation';
import { onReconnected, useConnection, usePush } from './connection';

export const useEvaluationsStore = defineStore('evaluations', () => {
  const { client } = useConnection();
  const byId = shallowRef<ReadonlyMap<string, Evaluation>>(new Map());
  const isLoaded = ref(false);
  const error = shallowRef<AppError | null>(null);

  const newestFirst = computed(() =>
    [...byId.value.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id)),
  );

  /** Progress may arrive late: what has ended does not run again. */
  function put(evaluation: Evaluation): void {
    const known = byId.value.get(evaluation.id);
    if (known && known.state !== 'running' && evaluation.state === 'running') return;
    byId.value = new Map(byId.value).set(evaluation.id, evaluation);
  }

  async function load(): Promise<void> {
    try {
      const evaluations = await client.call('evaluation/list', {});
      byId.value = new Map(evaluations.map((evaluation) => [evaluation.id, evaluation]));
      isLoaded.value = true;
      error.value = null;
    } catch (thrown) {
      error.value = toAppError(thrown);
    }
  }

  async function start(request: EvaluationRequest): Promise<Evaluation> {
    const evaluation = await client.call('evaluation/start', request);
    put(evaluation);
    return evaluation;
  }

  /** Rejects where there is no such evaluation. */
  async function fetch(evaluationId: string): Promise<void> {
    put(await client.call('evaluation/get', { evaluationId }));
  }

  usePush('evaluation/changed', put);
  usePush('evaluation/removed', ({ evaluationIds }) => {
    const next = new Map(byId.value);
    for (const id of evaluationIds) next.delete(id);
    byId.value = next;
  });
  onReconnected(() => void load());

  return { byId, newestFirst, isLoaded, error, load, start, fetch };
});
