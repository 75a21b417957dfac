/** Where each view was scrolled to: it is there again after Back and Forward, and when the view is come to anew. */
import { onScopeDispose, type Ref } from 'vue';
import { useRouter } from 'vue-router';

/** A view that is longer than what has come of it is waited for as long. */
const waitMs = 4000;
/** What a person does who scrolls for themselves. */
const ownScrolling = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/** By name, in pixels; the view itself has none. */
type Tops = ReadonlyMap<string, number>;

/** `scroller`: the element that scrolls, whose children are the view. In it, what has `data-keeps-scroll` is kept under that name. */
export function useKeptScroll(scroller: Readonly<Ref<HTMLElement | null>>): void {
  const router = useRouter();
  const kept = new Map<string, Tops>();
  let shown: readonly string[] = [];
  let stopWaiting = () => {};

  const stopLeaving = router.beforeEach((to, from) => {
    if (to.path === from.path || !scroller.value) return;
    const tops = topsIn(scroller.value);
    for (const key of shown) kept.set(key, tops);
  });
  const stopArriving = router.afterEach((to, from) => {
    const inHistory = `${placeInHistory()} ${to.path}`;
    shown = [to.fullPath, inHistory];
    if (to.path !== from.path) restore(kept.get(inHistory) ?? kept.get(to.fullPath) ?? new Map([['', 0]]));
  });

  function restore(tops: Tops): void {
    stopWaiting();
    const element = scroller.value;
    if (!element) return;
    const left = new Map(tops);
    const abort = new AbortController();
    // Not before the new view is drawn, and again as more of it comes: it may be too short for where it was.
    const changes = new MutationObserver(() => {
      for (const name of reached(element, left)) left.delete(name);
      if (left.size === 0) stopWaiting();
    });
    const timer = setTimeout(() => stopWaiting(), waitMs);
    stopWaiting = () => {
      changes.disconnect();
      clearTimeout(timer);
      abort.abort();
    };
    for (const name of ownScrolling) element.addEventListener(name, stopWaiting, { signal: abort.signal });
    changes.observe(element, { childList: true, subtree: true });
  }

  onScopeDispose(() => {
    stopWaiting();
    stopLeaving();
    stopArriving();
  });
}

function scrollersIn(element: HTMLElement): [string, Element][] {
  const inner = [...element.querySelectorAll('[data-keeps-scroll]')];
  return [['', element], ...inner.map((one): [string, Element] => [one.getAttribute('data-keeps-scroll') ?? '', one])];
}

function topsIn(element: HTMLElement): Tops {
  return new Map(scrollersIn(element).map(([name, { scrollTop }]) => [name, scrollTop]));
}

/** Scrolls what is there; the names of those that are where they were. */
function reached(element: HTMLElement, tops: Tops): string[] {
  return scrollersIn(element).flatMap(([name, one]) => {
    const top = tops.get(name);
    if (top === undefined) return [];
    one.scrollTo({ top });
    return Math.abs(one.scrollTop - top) < 1 ? [name] : [];
  });
}

/** Counts up with each new entry; absent where the history is not the browser's. */
function placeInHistory(): unknown {
  const state: unknown = window.history.state;
  return typeof state === 'object' && state !== null ? Reflect.get(state, 'position') : undefined;
}
