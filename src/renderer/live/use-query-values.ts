/** What a view lets a person set, held by the address: it is there again after Back, a reload, and in a link. */
import { reactive, watch, type Reactive } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** @param empty the names, each with an empty text; what is empty is left out of the address */
export function useQueryValues<Values extends Record<string, string>>(empty: Values): Reactive<Values> {
  const route = useRoute();
  const router = useRouter();
  const { path } = route;
  const values = reactive({ ...empty });
  /** Until the address has what was set: another change of it can overtake ours. */
  let isPending = false;
  Object.assign(values, read());

  function read(): Record<string, string> {
    return Object.fromEntries(Object.keys(empty).map((name) => [name, String(route.query[name] ?? '')]));
  }

  function write(): void {
    const inAddress = read();
    const set: [string, string][] = Object.entries(values);
    isPending = set.some(([name, text]) => text !== inAddress[name]);
    if (!isPending) return;
    const own = Object.fromEntries(set.map(([name, text]) => [name, text || undefined]));
    void router.replace({ query: { ...route.query, ...own } });
  }

  watch(values, write);
  watch(
    () => route.fullPath,
    () => {
      if (route.path !== path) return;
      // Overtaken: once more. Else it is a link to this view, and what it says is set.
      if (isPending) write();
      else Object.assign(values, read());
    },
  );
  return values;
}
