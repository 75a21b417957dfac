/** Our own browser of the host's folders. */
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it } from 'vitest';
import FolderDialog from '../../../src/renderer/components/FolderDialog.vue';
import { useFolderRequestStore } from '../../../src/renderer/stores/folder-request';
import type { FolderListing } from '../../../src/shared/machine';
import { AppError } from '../../../src/shared/errors';
import { FakeClient } from '../fixtures/fake-client';
import { mountPart } from '../fixtures/mount-view';
import { emptyAnswers } from '../fixtures/sample-answers';
import { sampleInfo } from '../fixtures/sample-data';

let view: VueWrapper;

beforeEach(() => localStorage.clear());
afterEach(() => {
  view.unmount();
  document.body.innerHTML = '';
});

const names = [
  'a.safetensors',
  'model.json',
  'b.pth',
  'c.pth.tar',
  'd.pt',
  'notes.txt',
  'run-1.cored.zip',
  'other.zip',
];

/** A host with the folder /data, which holds a folder and files; what lies elsewhere cannot be listed. */
function list(path: string): FolderListing {
  if (path !== '' && path !== '/data') throw new AppError('not-found', `No "${path}".`);
  const files = names.map((name) => ({ name, path: `/data/${name}`, isFolder: false }));
  return { path: '/data', parent: null, entries: [{ name: 'inside', path: '/data/inside', isFolder: true }, ...files] };
}

async function ask(purpose: 'bundle' | 'dataset' | 'weights') {
  const client = new FakeClient({
    ...emptyAnswers(),
    'app/info': () => ({ ...sampleInfo, host: 'browser' }),
    'folder/list': ({ path }) => list(path),
  });
  view = mountPart(FolderDialog, {}, client);
  const chosen = useFolderRequestStore().choose(purpose);
  await flushPromises();
  const shown = [...document.querySelectorAll<HTMLElement>('.entries li')].map((entry) => entry.innerText.trim());
  return { chosen, shown, client };
}

it('shows every format of weights that can be read, and nothing else', async () => {
  const { shown } = await ask('weights');
  expect(shown).toEqual(['inside/', 'a.safetensors', 'model.json', 'b.pth', 'c.pth.tar', 'd.pt']);
});

it('shows bundles of runs, and no other zip, where one is wanted', async () => {
  const { shown } = await ask('bundle');
  expect(shown).toEqual(['inside/', 'run-1.cored.zip']);
});

it('shows folders alone where a folder is wanted', async () => {
  const { shown } = await ask('dataset');
  expect(shown).toEqual(['inside/']);
});

it('begins at the roots when the folder of the last time is gone, without a word about it', async () => {
  localStorage.setItem('cored:last-folder:dataset', '/gone');
  const { shown, client } = await ask('dataset');
  expect(client.asked.filter(({ name }) => name === 'folder/list').map(({ input }) => input)).toEqual([
    { path: '/gone' },
    { path: '' },
  ]);
  expect(shown).toEqual(['inside/']);
  expect(document.querySelector('[role=alert]')?.textContent).toBe('');
});
