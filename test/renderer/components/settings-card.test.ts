/** The settings on the Engine view, the note of a newer version, and the way there from the menu. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import UpdateNote from '../../../src/renderer/components/UpdateNote.vue';
import { useSettingsStore } from '../../../src/renderer/stores/settings';
import { AppError } from '../../../src/shared/errors';
import type { SettingsInfo, UpdateStatus } from '../../../src/shared/settings';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt, mountPart } from '../fixtures/mount-view';
import { emptyAnswers } from '../fixtures/sample-answers';
import { sampleInfo, sampleSettings } from '../fixtures/sample-data';

afterEach(() => {
  document.body.innerHTML = '';
});

const answering = (info: Partial<SettingsInfo>) =>
  new FakeClient({ ...emptyAnswers(), 'settings/get': () => ({ ...sampleSettings, ...info }) });
const askedAt = '2030-01-02T10:00:00.000Z';

describe('settings', () => {
  it('are saved one by one, and shown as they were saved', async () => {
    const client = answering({});
    client.answers['settings/save'] = ({ change }) => ({
      ...sampleSettings,
      settings: { ...sampleSettings.settings, ...change },
    });
    const { byId } = await mountAt('/engine', client);
    const box = () => byId('setting-notifies').find('input');
    expect((box().element as HTMLInputElement).checked).toBe(true);
    await box().setValue(false);
    await flushPromises();
    expect(client.asked.at(-1)).toEqual({ name: 'settings/save', input: { change: { notifies: false } } });
    expect((box().element as HTMLInputElement).checked).toBe(false);
  });

  it('stay as they are when they cannot be saved', async () => {
    const client = answering({});
    client.answers['settings/save'] = () => {
      throw new AppError('not-permitted', 'The settings cannot be written to "/x".');
    };
    const { byId } = await mountAt('/engine', client);
    await byId('setting-keepsAwake').find('input').setValue(false);
    await flushPromises();
    expect((byId('setting-keepsAwake').find('input').element as HTMLInputElement).checked).toBe(true);
    expect(document.body.textContent).toContain('The settings cannot be written to "/x".');
  });

  it('are not shown where none of them does anything', async () => {
    const { byId } = await mountAt('/engine', answering({ applicable: [] }));
    expect(byId('settings').exists()).toBe(false);
  });

  it('follow another window of the same person, and say when their file cannot be read', async () => {
    const client = answering({});
    const { byId } = await mountAt('/engine', client);
    const settings = { ...sampleSettings.settings, keepsAwake: false };
    client.push('settings/changed', { ...sampleSettings, settings, problem: '"/x" is not JSON.' });
    await flushPromises();
    expect((byId('setting-keepsAwake').find('input').element as HTMLInputElement).checked).toBe(false);
    expect(byId('settings').find('[role="alert"]').text()).toBe('"/x" is not JSON.');
  });

  it('are scrolled to from the menu', async () => {
    const scroll = vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => undefined);
    await mountAt('/engine', answering({}));
    expect(scroll).not.toHaveBeenCalled();
    document.body.innerHTML = '';
    const { router } = await mountAt('/engine?card=settings', answering({}));
    expect(scroll).toHaveBeenCalledOnce();
    await router.push('/engine');
    await router.push('/engine?card=settings');
    await flushPromises();
    expect(scroll).toHaveBeenCalledTimes(2);
    scroll.mockRestore();
  });
});

describe('what is known of a newer version', () => {
  it.each<[UpdateStatus, string]>([
    [{ state: 'unavailable', reason: 'Not configured: this build names no address to ask.' }, 'Not configured'],
    [{ state: 'unknown', askedAt: null }, 'Not asked yet.'],
    [{ state: 'unknown', askedAt }, 'Nobody answered on 2 Jan 2030'],
    [{ state: 'current', askedAt }, `${sampleInfo.version} was the newest on 2 Jan 2030`],
    [{ state: 'newer', askedAt, version: '9.1.0' }, `Version 9.1.0 is out; this is ${sampleInfo.version}.`],
  ])('is said in words: %o', async (update, words) => {
    const { byId } = await mountAt('/engine', answering({ update }));
    expect(byId('update-status').text()).toContain(words);
  });

  it('is a note with a link, unless nobody wants to know', async () => {
    const client = answering({ update: { state: 'newer', askedAt, version: '9.1.0' } });
    client.answers['update/open'] = () => ({});
    const note = mountPart(UpdateNote, {}, client);
    expect(note.text()).toBe('');
    await useSettingsStore().load();
    await flushPromises();
    expect(note.text()).toContain('Version 9.1.0 is out.');
    await note.find('button').trigger('click');
    expect(client.countOf('update/open')).toBe(1);
    const off = { ...sampleSettings.settings, checksForUpdates: false };
    client.push('settings/changed', {
      ...sampleSettings,
      settings: off,
      update: { state: 'newer', askedAt, version: '9.1.0' },
    });
    await flushPromises();
    expect(note.text()).toBe('');
  });
});
