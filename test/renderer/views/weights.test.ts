/** The list of weights over a client that the test gives: there at once, whatever the files take. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { finishedAnswers } from '../fixtures/sample-answers';
import { sampleSummary, sampleWeights } from '../fixtures/sample-data';

afterEach(() => {
  document.body.innerHTML = '';
});

it('is shown before any file has been looked at or hashed', async () => {
  let answer: () => void = () => undefined;
  const isAnswered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const run = sampleSummary();
  const client = new FakeClient({
    ...finishedAnswers(),
    'weights/files': async () => {
      await isAnswered;
      return sampleWeights(run).map((entry) => ({ ...entry, hash: null }));
    },
    'weights/hash': ({ stage }) => ({ hash: `${stage}f`.repeat(32) }),
  });
  const { view } = await mountAt('/weights', client);
  const rows = () => view.findAll('tr[data-row]').map((row) => row.text());
  expect(rows().some((row) => row.includes(run.name) && row.includes('Export'))).toBe(true);
  expect(rows().every((row) => !row.includes('MiB'))).toBe(true);

  answer();
  await flushPromises();
  const [first = ''] = rows().filter((row) => row.includes(run.name));
  expect(first).toContain('1.5 MiB');
  expect(first).toContain(`${run.chain.length}f${run.chain.length}f`);
});

it('says which files are gone', async () => {
  const client = new FakeClient({ ...finishedAnswers(), 'weights/files': () => [] });
  const { view } = await mountAt('/weights', client);
  const rows = view.findAll('tr[data-row]');
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row.text()).toContain('gone');
});
