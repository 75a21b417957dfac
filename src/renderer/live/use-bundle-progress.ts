/** How far a bundle is that this component asked for, in words for its button. */
import { computed, ref, type ComputedRef } from 'vue';
import { usePush } from '../stores/connection';

export interface BundleProgress {
  /** The run's id, or the path of the file, that is waited for; null where nothing is. */
  begin(subject: string | null): void;
  /** Not while the person still chooses a path. */
  readonly isGoing: ComputedRef<boolean>;
  /** ` 40 %`; nothing before the first file is done. */
  readonly percent: ComputedRef<string>;
}

export function useBundleProgress(): BundleProgress {
  const subject = ref<string | null>(null);
  const share = ref<number | null>(null);
  usePush('bundle/progressed', (progress) => {
    if (progress.subject === subject.value && progress.total > 0) share.value = progress.done / progress.total;
  });
  return {
    begin(waitedFor) {
      subject.value = waitedFor;
      share.value = null;
    },
    isGoing: computed(() => subject.value !== null),
    percent: computed(() => (share.value === null ? '' : ` ${Math.floor(100 * share.value)} %`)),
  };
}
