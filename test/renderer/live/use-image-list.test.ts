/** Pages of images: one call at a time, and only for what is in sight by then. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { defineComponent, h, ref } from 'vue';
import { useImageList } from '../../../src/renderer/live/use-image-list';
import type { ImageList, ImageWish } from '../../../src/shared/images';
import { FakeClient } from '../fixtures/fake-client';
import { mountPart } from '../fixtures/mount-view';

afterEach(() => {
  document.body.innerHTML = '';
});

const total = 20_000;
const wish: Omit<ImageWish, 'offset' | 'limit'> = {
  ...{ earlier: null, threshold: 0.5, show: 'all', className: null, video: '', from: 0, to: 1 },
  ...{ sort: 'error', isReversed: false },
};

function pageOf({ offset, limit, video }: ImageWish): ImageList {
  const rows = Array.from({ length: limit }, (_, index) => ({
    ...{ file: `${video}${offset + index}`, className: 'fake' as const, score: 0.5, before: null, video: '' },
  }));
  return { rows, total, images: total };
}

function listUnderTest() {
  const answered: (() => void)[] = [];
  const offsets: number[] = [];
  const video = ref('');
  const client = new FakeClient({
    'images/list': ({ wish: one }) => {
      offsets.push(one.offset);
      return new Promise<ImageList>((resolve) => answered.push(() => resolve(pageOf(one))));
    },
  });
  let list: ReturnType<typeof useImageList> | null = null;
  const Part = defineComponent({
    setup() {
      const source = { kind: 'evaluation', evaluationId: 'one' } as const;
      list = useImageList(() => ({ source, wish: { ...wish, video: video.value } }));
      return () => h('p');
    },
  });
  mountPart(Part, {}, client);
  const answer = async () => {
    answered.shift()?.();
    await flushPromises();
  };
  if (list === null) throw new Error('The part was not set up.');
  return { list: list as ReturnType<typeof useImageList>, offsets, answer, video };
}

describe('useImageList', () => {
  it('fetches what is in sight when it has time for it, not what was scrolled past', async () => {
    const { list, offsets, answer } = listUnderTest();
    await answer();
    for (let place = 1000; place < 15_000; place += 1000) list.need(place, place + 30);
    expect(offsets).toEqual([0, 1000]);
    await answer();
    await answer();
    expect(offsets).toEqual([0, 1000, 14_000]);
    expect(list.rowAt(14_010)?.file).toBe('14010');
    expect(list.rowAt(2000)).toBeNull();
    expect(list.isLoading.value).toBe(false);
  });

  it('takes the rows in sight of a new wish as well, and passes over an answer to the one before', async () => {
    const { list, offsets, answer, video } = listUnderTest();
    await answer();
    list.need(9000, 9030);
    video.value = 'new-';
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(offsets).toEqual([0, 9000, 0]);
    await answer();
    expect(list.rowAt(9000)).toBeNull();
    await answer();
    await answer();
    expect(list.rowAt(9000)?.file).toBe('new-9000');
    expect(list.rowAt(0)?.file).toBe('new-0');
  });
});
