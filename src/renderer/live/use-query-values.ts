/** What a view lets a person set, held by the address: it is there again after Back, a reload, and in a link. */
import { reactive, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** One text for each name; empty ones are left out of the address. */
export function useQueryValues<Name extends string>(...names: readonly Name[]): Record<Name, string> {
  const route = useRoute();
  const router = useRouter();
  const values = reactive<Record<string, string>>(read()) as Record<Name, string>;
  let written = '';

  function read(): Record<string, string> {
    return Object.fromEntries(names.map((name) => [name, String(route.query[name] ?? '')]));
  }

  watch(values, () => {
    written = JSON.stringify(values);
    const own = Object.fromEntries(names.map((name) => [name, values[name] || undefined]));
    void router.replace({ query: { ...route.query, ...own } });
  });
  // A link to the same view; what was written from here is known already.
  watch(
    () => JSON.stringify(read()),
    (now) => {
      if (now !== written) Object.assign(values, read());
    },
  );
  return values;
}
