/** What the views say of moved data, stray folders and a read-only workspace, and what their buttons ask for. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import ReadOnlyBanner from '../../../src/renderer/components/ReadOnlyBanner.vue';
import { useMachineStore } from '../../../src/renderer/stores/machine';
import { FakeClient, type Answers } from '../fixtures/fake-client';
import { mountAt, mountPart } from '../fixtures/mount-view';
import { emptyAnswers, finishedAnswers } from '../fixtures/sample-answers';
import { sampleDataset, sampleDetail, sampleInfo, sampleSummary } from '../fixtures/sample-data';
import { sampleEvaluation } from '../fixtures/sample-evaluation';

afterEach(() => {
  document.body.innerHTML = '';
  localStorage.clear();
});

const run = sampleSummary({ state: 'failed' });
const chosen = '/disk/moved';

/** On the desktop, where the native dialog answers. */
function answers(more: Answers): Answers {
  return {
    ...finishedAnswers(),
    'app/info': () => ({ ...sampleInfo, host: 'desktop' }),
    'folder/choose': () => ({ path: chosen }),
    'run/get': () => ({ ...sampleDetail(), summary: run }),
    ...more,
  };
}

it('names the tasks of a run whose images are gone, and lets it go on from their new place', async () => {
  let isThere = false;
  const client = new FakeClient(
    answers({
      'run/data': () => [
        { name: 'GauGAN', path: '/old/GauGAN', isThere },
        { name: 'BigGAN', path: '/old/BigGAN', isThere: true },
      ],
      'run/resume': () => {
        isThere = true;
        return { ...run, state: 'queued' };
      },
    }),
  );
  const { byId } = await mountAt(`/runs/${run.id}`, client);
  expect(byId('moved-data').text()).toContain('The images of task GauGAN are not in /old/GauGAN any more.');
  expect(byId('moved-data').text()).not.toContain('BigGAN');
  await byId('choose-new-place').trigger('click');
  await flushPromises();
  expect(client.asked.find(({ name }) => name === 'run/resume')?.input).toEqual({ runId: run.id, data: chosen });
});

it('says nothing of data that are there', async () => {
  const client = new FakeClient(answers({ 'run/data': () => [{ name: 'A', path: '/a', isThere: true }] }));
  const { byId } = await mountAt(`/runs/${run.id}`, client);
  expect(client.countOf('run/data')).toBe(1);
  expect(byId('moved-data').exists()).toBe(false);
});

it('offers a stray evaluation as one of its own', async () => {
  const stray = { folder: 'eval-1-backup', evaluationId: 'eval-1', name: '', hasOriginal: true };
  const client: FakeClient = new FakeClient({
    ...finishedAnswers(),
    'evaluation/list': () => [],
    'evaluation/strays': () => (client.countOf('evaluation/adopt') > 0 ? [] : [stray]),
    'evaluation/adopt': () => ({ ...sampleEvaluation(), id: stray.folder }),
  });
  const { byId } = await mountAt('/evaluate', client);
  expect(byId('stray-folder').text()).toContain('The folder eval-1-backup holds the evaluation eval-1');
  await byId('adopt-stray').trigger('click');
  await flushPromises();
  expect(client.asked.find(({ name }) => name === 'evaluation/adopt')?.input).toEqual({ folder: stray.folder });
  expect(byId('stray-folder').exists()).toBe(false);
});

it('offers a stray folder as a run of its own', async () => {
  const stray = { folder: `${run.id}-backup`, runId: run.id, name: run.name, hasOriginal: true };
  const client: FakeClient = new FakeClient(
    answers({
      'stray/list': () => (client.countOf('stray/adopt') > 0 ? [] : [stray]),
      'stray/adopt': () => ({ ...run, id: stray.folder, state: 'stopped' }),
    }),
  );
  const { byId } = await mountAt('/runs', client);
  expect(byId('stray-folder').text()).toContain(`The folder ${stray.folder} holds the run ${run.id}`);
  await byId('adopt-stray').trigger('click');
  await flushPromises();
  expect(client.asked.find(({ name }) => name === 'stray/adopt')?.input).toEqual({ folder: stray.folder });
  expect(byId('stray-folder').exists()).toBe(false);
  expect(byId(`choose-${stray.folder}`).exists()).toBe(true);
});

it('moves a dataset to its new place', async () => {
  const moved = { ...sampleDataset(), id: 'moved', path: chosen };
  const client = new FakeClient(answers({ 'dataset/relocate': () => moved }));
  const { view, byId } = await mountAt('/datasets', client);
  await byId('relocate-dataset').trigger('click');
  await flushPromises();
  expect(client.asked.find(({ name }) => name === 'dataset/relocate')?.input).toEqual({
    datasetId: sampleDataset().id,
    path: chosen,
  });
  expect(view.findAll('[data-testid="dataset"]')).toHaveLength(1);
  expect(byId('dataset').text()).toContain(chosen);
});

it('says that a workspace is open for looking only, and nothing of one that is not', async () => {
  const readOnly = 'The workspace is open for looking only.';
  const shown = async (more: Answers) => {
    const banner = mountPart(ReadOnlyBanner, {}, new FakeClient({ ...emptyAnswers(), ...more }));
    await useMachineStore().load();
    await flushPromises();
    return banner.text();
  };
  expect(await shown({ 'app/info': () => ({ ...sampleInfo, readOnly }) })).toBe(readOnly);
  expect(await shown({})).toBe('');
});
