/** Asking for a folder or a file, on the desktop and in a browser. */
import { flushPromises } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import { useFolderRequestStore } from '../../../src/renderer/stores/folder-request';
import { folderOf } from '../../../src/renderer/stores/last-folders';
import { FakeClient, type Answers } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { emptyAnswers } from '../fixtures/sample-answers';
import { sampleInfo } from '../fixtures/sample-data';

beforeEach(() => localStorage.clear());

async function openStore(host: 'desktop' | 'browser', answers: Answers = {}) {
  const client = new FakeClient({ ...emptyAnswers(), 'app/info': () => ({ ...sampleInfo, host }), ...answers });
  await mountAt('/datasets', client);
  const asked = (name: string) => client.asked.filter((call) => call.name === name).map(({ input }) => input);
  return { folders: useFolderRequestStore(), asked };
}

describe('on the desktop', () => {
  it('asks the system for a folder, and begins where the last one for the same purpose was', async () => {
    const { folders, asked } = await openStore('desktop', { 'folder/choose': () => ({ path: '/data/faces' }) });
    expect(await folders.choose('dataset')).toBe('/data/faces');
    await folders.choose('dataset');
    await folders.choose('export-weights');
    expect(asked('folder/choose')).toEqual([
      { title: 'Choose a dataset folder', from: null },
      { title: 'Choose a dataset folder', from: '/data/faces' },
      { title: 'Export the weights to a folder', from: null },
    ]);
  });

  it('asks the system for a weights file of any format that can be read, and begins in its folder the next time', async () => {
    const { folders, asked } = await openStore('desktop', {
      'file/choose': () => ({ path: '/models/a/best.pth.tar' }),
    });
    expect(await folders.choose('weights')).toBe('/models/a/best.pth.tar');
    await folders.choose('weights');
    const [first, second] = asked('file/choose');
    expect(first).toMatchObject({
      from: null,
      filters: [{ extensions: ['json', 'safetensors', 'pth', 'tar', 'pt', 'ckpt'] }],
    });
    expect(second).toMatchObject({ from: '/models/a' });
  });

  it('asks the system for a zip where a bundle is wanted', async () => {
    const { folders, asked } = await openStore('desktop', { 'file/choose': () => ({ path: '/b/run-1.cored.zip' }) });
    expect(await folders.choose('bundle')).toBe('/b/run-1.cored.zip');
    expect(asked('file/choose')).toMatchObject([{ filters: [{ extensions: ['zip'] }] }]);
  });

  it('forgets nothing when the person cancels', async () => {
    let path: string | null = '/data/faces';
    const { folders, asked } = await openStore('desktop', { 'folder/choose': () => ({ path }) });
    await folders.choose('dataset');
    path = null;
    expect(await folders.choose('dataset')).toBeNull();
    await folders.choose('dataset');
    expect(asked('folder/choose').at(-1)).toMatchObject({ from: '/data/faces' });
  });
});

it('opens our own dialog in a browser, which begins where the last one ended too', async () => {
  const { folders, asked } = await openStore('browser');
  for (const from of [null, '/data/faces']) {
    const chosen = folders.choose('dataset');
    await flushPromises();
    expect(folders.open).toMatchObject({ wants: 'folder', from });
    folders.open?.answer('/data/faces');
    expect(await chosen).toBe('/data/faces');
  }
  expect(asked('folder/choose')).toEqual([]);
});

it('knows the folder of a file on any system', () => {
  expect(folderOf('/a/b/c.pth')).toBe('/a/b');
  expect(folderOf('/c.pth')).toBe('/');
  expect(folderOf('C:\\a\\c.pth')).toBe('C:\\a');
});
