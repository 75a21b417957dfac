/** The images that fit a wish, page by page as they come into sight; far pages are let go again. */
import { ref, shallowRef, watch } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import { mostRows, type ImageList, type ImageRow, type ImageWish, type ScoreSource } from '../../shared/images';
import { useConnection } from '../stores/connection';

export interface ImagesAsked {
  readonly source: ScoreSource;
  readonly wish: Omit<ImageWish, 'offset' | 'limit'>;
}

/** Of 200 rows: 2,400 images are far more than a screen has. */
const mostPages = 12;
/** A slider that is dragged asks once. */
const restMs = 120;

export function useImageList(asked: () => ImagesAsked | null) {
  const { client } = useConnection();
  const pages = shallowRef<ReadonlyMap<number, readonly ImageRow[]>>(new Map());
  const total = ref(0);
  const images = ref(0);
  const isLoading = ref(false);
  const error = shallowRef<AppError | null>(null);
  /** Answers to an older wish are passed over. */
  let generation = 0;
  /** The wish whose rows are held. */
  let held = 0;
  let inSight = { first: 0, last: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;

  function begin(): void {
    generation += 1;
    isLoading.value = asked() !== null;
    // The rows of before stay until the new ones are there, so that nothing flickers.
    void fetchInTurn(generation);
  }

  /** One page at a time, the next being one that is in sight by then: what was scrolled past is not fetched. */
  async function fetchInTurn(own: number): Promise<void> {
    const one = asked();
    if (one === null) return;
    isLoading.value = true;
    try {
      for (let page = isBegun(own) ? missing() : 0; page !== null; page = missing()) {
        const wish = { ...one.wish, offset: page * mostRows, limit: mostRows };
        const answer = await client.call('images/list', { source: one.source, wish });
        if (own !== generation) return;
        take(page, answer, own);
      }
      error.value = null;
    } catch (thrown) {
      if (own === generation) error.value = toAppError(thrown);
    } finally {
      if (own === generation) isLoading.value = false;
    }
  }

  function isBegun(own: number): boolean {
    return held === own;
  }

  function take(page: number, answer: ImageList, own: number): void {
    pages.value = nearest(new Map(isBegun(own) ? pages.value : []).set(page, answer.rows), page);
    total.value = answer.total;
    images.value = answer.images;
    held = own;
  }

  function missing(): number | null {
    const last = Math.floor(Math.min(inSight.last, total.value - 1) / mostRows);
    for (let page = Math.floor(inSight.first / mostRows); page <= last; page += 1)
      if (!pages.value.has(page)) return page;
    return null;
  }

  /** Called with the first and the last place in sight. */
  function need(first: number, last: number): void {
    inSight = { first, last };
    if (!isLoading.value && error.value === null && isBegun(generation) && missing() !== null) {
      void fetchInTurn(generation);
    }
  }

  function rowAt(place: number): ImageRow | null {
    return pages.value.get(Math.floor(place / mostRows))?.[place % mostRows] ?? null;
  }

  watch(
    () => JSON.stringify(asked()),
    (_, before) => {
      clearTimeout(timer);
      if (before === undefined) begin();
      else timer = setTimeout(begin, restMs);
    },
    { immediate: true },
  );

  return { total, images, isLoading, error, need, rowAt, again: begin };
}

function nearest(pages: Map<number, readonly ImageRow[]>, page: number): ReadonlyMap<number, readonly ImageRow[]> {
  const kept = [...pages].sort(([a], [b]) => Math.abs(a - page) - Math.abs(b - page)).slice(0, mostPages);
  return new Map(kept);
}
