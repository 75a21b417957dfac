/** What was typed into the notes of a run and not saved. */
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import NotesDialog from '../../../../src/renderer/components/run/NotesDialog.vue';
import { FakeClient } from '../../fixtures/fake-client';
import { mountPart } from '../../fixtures/mount-view';
import { sampleSummary } from '../../fixtures/sample-data';

let view: VueWrapper;

afterEach(() => {
  view.unmount();
  sessionStorage.clear();
  document.body.innerHTML = '';
});

const run = { ...sampleSummary(), notes: 'as it was' };
const client = () => new FakeClient();

async function open(withClient = client()): Promise<void> {
  view = mountPart(NotesDialog, { run, modelValue: false }, withClient);
  await view.setProps({ modelValue: true });
  await flushPromises();
}

async function openAgain(): Promise<void> {
  await view.setProps({ modelValue: false });
  await view.setProps({ modelValue: true });
  await flushPromises();
}

const find = <E extends HTMLElement>(id: string) => document.querySelector<E>(`[data-testid="${id}"]`);
const notes = () => find<HTMLTextAreaElement>('run-notes');

async function type(text: string): Promise<void> {
  const area = notes();
  if (!area) throw new Error('There is no field for notes.');
  area.value = text;
  area.dispatchEvent(new Event('input'));
  await flushPromises();
}

it('is there again after Escape, and after a reload', async () => {
  await open();
  await type('typed for long');
  await openAgain();
  expect(notes()?.value).toBe('typed for long');
  view.unmount();
  document.body.innerHTML = '';
  await open();
  expect(notes()?.value).toBe('typed for long');
});

it('is gone once it is given up', async () => {
  await open();
  await type('typed for long');
  find('discard-notes')?.click();
  await openAgain();
  expect(notes()?.value).toBe('as it was');
});
