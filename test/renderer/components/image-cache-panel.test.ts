/** The image cache on the Engine view: its size in words, and a clearing that is asked about first. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import ImageCachePanel from '../../../src/renderer/components/ImageCachePanel.vue';
import { AppError } from '../../../src/shared/errors';
import { FakeClient } from '../fixtures/fake-client';
import { mountPart } from '../fixtures/mount-view';

afterEach(() => {
  document.body.innerHTML = '';
});

const full = { path: '/space/cache/images', sizeBytes: 3 * 1024 ** 3, limitBytes: 12 * 1024 ** 3, sets: 12 };
const empty = { ...full, sizeBytes: 0, sets: 0 };

async function mounted(client: FakeClient) {
  const panel = mountPart(ImageCachePanel, {}, client);
  await flushPromises();
  return { panel, byId: (testId: string) => panel.find(`[data-testid="${testId}"]`) };
}

/** The question as it is asked, answered with one of its buttons. */
async function answer(button: string): Promise<string> {
  await flushPromises();
  const box = document.querySelector('.el-message-box');
  const buttons = [...(box?.querySelectorAll('button') ?? [])];
  buttons.find(({ textContent }) => textContent.trim() === button)?.click();
  await flushPromises();
  return box?.querySelector('.el-message-box__title')?.textContent.trim() ?? 'nothing was asked';
}

it('says how full it is and where it lies', async () => {
  const { panel, byId } = await mounted(new FakeClient({ 'cache/get': () => full }));
  expect(byId('cache-size').text()).toBe('3.0 GiB of 12.0 GiB');
  expect(panel.text()).toContain('12 sets');
  expect(panel.text()).toContain('/space/cache/images');
  expect(panel.find('[role="progressbar"]').attributes('aria-valuenow')).toBe('25');
});

it('clears it when the person is sure, and shows what is left', async () => {
  const client = new FakeClient({ 'cache/get': () => full, 'cache/clear': () => empty });
  const { byId } = await mounted(client);
  await byId('clear-cache').trigger('click');
  expect(await answer('Clear the cache')).toBe('Clear 3.0 GiB of cached images?');
  expect(byId('cache-size').text()).toBe('0 B of 12.0 GiB');
  expect(byId('clear-cache').attributes('disabled')).toBeDefined();
});

it('clears nothing when the person is not', async () => {
  const client = new FakeClient({ 'cache/get': () => full, 'cache/clear': () => empty });
  const { byId } = await mounted(client);
  await byId('clear-cache').trigger('click');
  await answer('Keep');
  expect(client.countOf('cache/clear')).toBe(0);
  expect(byId('cache-size').text()).toBe('3.0 GiB of 12.0 GiB');
});

it('says when it is turned off, and why it cannot be read', async () => {
  const off = await mounted(new FakeClient({ 'cache/get': () => ({ ...empty, limitBytes: 0 }) }));
  expect(off.byId('cache-size').text()).toBe('0 B, turned off');
  const failing = await mounted(
    new FakeClient({
      'cache/get': () => Promise.reject(new AppError('bad-input', 'CORED_IMAGE_CACHE_GIB is "lots".')),
    }),
  );
  expect(failing.panel.text()).toContain('CORED_IMAGE_CACHE_GIB is "lots".');
});
