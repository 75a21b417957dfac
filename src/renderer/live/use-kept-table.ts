/** Columns and widths of the runs table that this browser or window keeps from one visit to the next. */
import { computed, ref, type WritableComputedRef } from 'vue';
import { z } from 'zod';
import { keep, readKept, readKeptAs } from '../stores/kept';

const Widths = z.record(z.string(), z.number());
type Widths = Readonly<Record<string, number>>;

const columnsKey = 'run-columns';
const widthsKey = 'run-column-widths';

/** Names of fields as `writeNames` writes them; empty: the usual ones. */
export function useKeptColumns(): WritableComputedRef<string> {
  const kept = ref(readKept(columnsKey) ?? '');
  return computed({
    get: () => kept.value,
    set: (columns) => {
      kept.value = columns;
      keep(columnsKey, columns || null);
    },
  });
}

export function useKeptWidths(): WritableComputedRef<Widths> {
  const kept = ref<Widths>(readKeptAs(widthsKey, Widths, 'always') ?? {});
  return computed({
    get: () => kept.value,
    set: (widths) => {
      kept.value = widths;
      keep(widthsKey, JSON.stringify(widths));
    },
  });
}
