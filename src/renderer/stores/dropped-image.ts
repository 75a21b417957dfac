/** An image that was dropped onto the window, or chosen, and what runs say of it: those that the view is about. */
import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef, watchEffect } from 'vue';
import { toAppError } from '../../shared/errors';
import { formatBytes } from '../../shared/format';
import { mostDroppedBytes, mostScoringRuns, type DroppedScore } from '../../shared/images';
import { useConnection } from './connection';
import { useRunsStore } from './runs';

export const useDroppedImageStore = defineStore('dropped-image', () => {
  const { client } = useConnection();
  const runs = useRunsStore();
  /** Ids of the runs that the view is about, or that are chosen in it. */
  const subject = shallowRef<readonly string[]>([]);
  const isOpen = ref(false);
  const name = ref('');
  const message = ref<string | null>(null);
  const scores = shallowRef<readonly DroppedScore[] | null>(null);
  const wished = shallowRef<readonly string[]>([]);
  const asked = computed(() => wished.value.slice(0, mostScoringRuns));
  /** Nothing was chosen: the newest runs are asked. */
  const isOfNewest = ref(false);

  async function score(file: File): Promise<void> {
    isOfNewest.value = subject.value.length === 0;
    wished.value = isOfNewest.value ? newestWithWeights() : subject.value;
    [name.value, message.value, scores.value, isOpen.value] = [file.name, null, null, true];
    if (file.size > mostDroppedBytes) {
      message.value = `"${file.name}" has ${formatBytes(file.size)}, and no more than ${formatBytes(mostDroppedBytes)} are scored. Take a smaller one.`;
      return;
    }
    if (asked.value.length === 0) {
      message.value = 'No run has finished a stage yet: there are no weights to score it with.';
      return;
    }
    try {
      const image = { name: file.name.slice(0, 500), bytes: new Uint8Array(await file.arrayBuffer()) };
      const found = await client.call('images/score', { image, runIds: [...asked.value] });
      if (name.value === file.name) scores.value = found;
    } catch (thrown) {
      if (name.value === file.name) message.value = toAppError(thrown).message;
    }
  }

  function newestWithWeights(): string[] {
    return runs.newestFirst.flatMap(({ id, weightsHash }) => (weightsHash === undefined ? [] : [id]));
  }

  return { subject, isOpen, name, message, scores, wished, asked, isOfNewest, score };
});

/** The view is about these runs until it is left; of none the newest are asked. */
export function useDropSubject(runIds: () => readonly string[]): void {
  const store = useDroppedImageStore();
  watchEffect(() => (store.subject = runIds()));
  onScopeDispose(() => (store.subject = []));
}
