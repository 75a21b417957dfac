/** Thumbnails of the images in sight, asked for a few at a time; the ones that were seen longest ago are let go. */
import { shallowRef, watch } from 'vue';
import { toAppError } from '../../shared/errors';
import type { NamedImage, ScoreSource, Thumbnail } from '../../shared/images';
import { useConnection } from '../stores/connection';

/** Of at most 96 pixels a side: some 10 MiB. */
const mostHeld = 600;
const atOnce = 24;

export function useThumbnails(source: () => ScoreSource | null) {
  const { client } = useConnection();
  const held = shallowRef<ReadonlyMap<string, Thumbnail>>(new Map());
  let wanted: readonly NamedImage[] = [];
  let isAsking = false;

  /** In place of what was wanted before: what has gone out of sight in the meantime is not fetched. */
  function want(images: readonly NamedImage[]): void {
    wanted = images;
    void ask();
  }

  async function ask(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    for (let next = missing(); next.length > 0; next = missing()) {
      const from = source();
      if (from === null) break;
      const key = pictureKey(from);
      const found = await fetchOf(from, next);
      const now = source();
      if (now !== null && pictureKey(now) === key) hold(found);
    }
    isAsking = false;
  }

  async function fetchOf(from: ScoreSource, images: readonly NamedImage[]): Promise<readonly Thumbnail[]> {
    try {
      return await client.call('images/thumbnails', { source: from, images: [...images] });
    } catch (thrown) {
      // Each says in its place why it is not there.
      const { message } = toAppError(thrown);
      return images.map(({ file }) => ({ file, picture: null, message }));
    }
  }

  function missing(): readonly NamedImage[] {
    return wanted.filter(({ file }) => !held.value.has(file)).slice(0, atOnce);
  }

  function hold(found: readonly Thumbnail[]): void {
    const next = new Map(held.value);
    for (const thumbnail of found) next.set(thumbnail.file, thumbnail);
    for (const file of next.keys()) {
      if (next.size <= mostHeld) break;
      if (!wanted.some((image) => image.file === file)) next.delete(file);
    }
    held.value = next;
  }

  watch(
    () => {
      const from = source();
      return from && pictureKey(from);
    },
    () => {
      held.value = new Map();
      wanted = [];
    },
  );

  return { want, thumbnailOf: (file: string) => held.value.get(file) ?? null };
}

/** The pictures are the same after every stage. */
function pictureKey(source: ScoreSource): string {
  return source.kind === 'run' ? `${source.runId}/${source.task}` : source.evaluationId;
}
