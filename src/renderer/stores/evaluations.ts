/** Evaluations of weights, kept current by pushes. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import { hasEnded, type Evaluation, type EvaluationRequest } from '../../shared/evaluation';
import { onReconnected, useConnection, usePush } from './connection';

export const useEvaluationsStore = defineStore('evaluations', () => {
  const { client } = useConnection();
  const byId = shallowRef<ReadonlyMap<string, Evaluation>>(new Map());
  const isLoaded = ref(false);
  const error = shallowRef<AppError | null>(null);

  const newestFirst = computed(() =>
    [...byId.value.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id)),
  );

  /** Progress may arrive late: what has ended is at work again only where it was started anew. */
  function put(...evaluations: readonly Evaluation[]): void {
    const next = new Map(byId.value);
    for (const evaluation of evaluations) {
      const known = next.get(evaluation.id);
      const isLate = known && hasEnded(known.state) && evaluation.state === 'running';
      if (isLate && known.startedAt === evaluation.startedAt) continue;
      next.set(evaluation.id, evaluation);
    }
    byId.value = next;
  }

  async function load(): Promise<void> {
    try {
      const evaluations = await client.call('evaluation/list', {});
      // Lists come without the points of curves: those that are here stay.
      const kept = (listed: Evaluation) => {
        const known = byId.value.get(listed.id);
        return known?.result && known.endedAt === listed.endedAt ? { ...listed, result: known.result } : listed;
      };
      byId.value = new Map(evaluations.map((evaluation) => [evaluation.id, kept(evaluation)]));
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

  async function startMany(requests: EvaluationRequest[]): Promise<Evaluation[]> {
    const evaluations = await client.call('evaluation/start-many', { requests });
    // One may have begun by the time that the answer is here.
    put(...evaluations.filter(({ id }) => !byId.value.has(id)));
    return evaluations;
  }

  async function stop(evaluationIds: string[]): Promise<void> {
    put(...(await client.call('evaluation/stop', { evaluationIds })));
  }

  /** Of one that was stopped, interrupted or failed. */
  async function startAgain(evaluationId: string): Promise<void> {
    put(await client.call('evaluation/start-again', { evaluationId }));
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

  return { byId, newestFirst, isLoaded, error, load, start, startMany, stop, startAgain, fetch };
});
