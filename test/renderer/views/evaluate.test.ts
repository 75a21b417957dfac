/** The evaluate views over a client that the test gives. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import LongSelect from '../../../src/renderer/components/LongSelect.vue';
import { AppError } from '../../../src/shared/errors';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { emptyAnswers, finishedAnswers } from '../fixtures/sample-answers';
import { sampleEvaluation, sampleEvaluationResult } from '../fixtures/sample-evaluation';

afterEach(() => {
  document.body.innerHTML = '';
});

describe('evaluate', () => {
  it('says what to do while there is nothing', async () => {
    const { byId } = await mountAt('/evaluate', new FakeClient({ ...emptyAnswers(), 'evaluation/list': () => [] }));
    expect(byId('empty-state').text()).toContain('No evaluations yet.');
    expect(byId('start-evaluation').attributes('disabled')).toBeDefined();
  });

  it('sends the weights of a file and a folder, and goes to the result', async () => {
    const running = sampleEvaluation({
      state: 'running',
      result: null,
      progress: { phase: 'scoring', done: 0, total: 120 },
    });
    const client = new FakeClient({
      ...emptyAnswers(),
      'evaluation/list': () => [],
      'evaluation/start': () => running,
      'evaluation/get': () => running,
    });
    const { byId, view, router } = await mountAt('/evaluate', client);
    await byId('weights-path').setValue('/w/best.pth.tar');
    await byId('target-from-folder').setValue(true);
    await byId('evaluation-folder').setValue('/data/testset');
    await view.find('form').trigger('submit');
    await flushPromises();
    expect(client.asked.find(({ name }) => name === 'evaluation/start')?.input).toEqual({
      name: '',
      weights: { kind: 'file', path: '/w/best.pth.tar' },
      target: { kind: 'folder', path: '/data/testset' },
      engine: 'auto',
      skipsUnreadable: false,
    });
    expect(router.currentRoute.value.path).toBe('/evaluate/evaluation-1');
    expect(byId('evaluation-progress').text()).toContain('0 of 120 images');
  });

  it('has the file filled in that the desktop was asked to open, and says what it holds', async () => {
    const asked: string[] = [];
    const client = new FakeClient({
      ...finishedAnswers(),
      'evaluation/list': () => [],
      'weights/inspect': ({ path }) => {
        asked.push(path);
        return {
          path,
          format: 'torch',
          network: 'xception',
          imageSize: 128,
          tensors: 276,
          parameterCount: 9,
          hash: 'a',
          account: {
            notes: [],
            seeded: [],
            classes: { order: 'fake,real', from: 'default' },
            part: 'top',
            parts: ['top'],
          },
          problems: [],
        };
      },
    });
    const { byId, router, view } = await mountAt('/evaluate?file=%2Fw%2Fbest%20%26%20last.pth', client);
    expect((byId('weights-path').element as HTMLInputElement).value).toBe('/w/best & last.pth');
    expect(asked).toEqual(['/w/best & last.pth']);
    expect(view.text()).toContain('xception');
    // A second file, while the view is open.
    await router.push({ path: '/evaluate', query: { file: '/w/other.pth' } });
    await flushPromises();
    expect((byId('weights-path').element as HTMLInputElement).value).toBe('/w/other.pth');
    expect(asked.at(-1)).toBe('/w/other.pth');
  });

  it('shows a refusal in words and keeps the form', async () => {
    const client = new FakeClient({
      ...finishedAnswers(),
      'evaluation/list': () => [],
      'evaluation/start': () => {
        throw new AppError('bad-input', 'These are weights of another network.');
      },
    });
    const { byId, view } = await mountAt('/evaluate?weights=demo-cored-1/2/best', client);
    await byId('target-from-folder').setValue(true);
    await byId('evaluation-folder').setValue('/data/testset');
    await view.find('form').trigger('submit');
    await flushPromises();
    expect(byId('error-note').text()).toContain('These are weights of another network.');
    expect(client.asked.find(({ name }) => name === 'evaluation/start')?.input).toMatchObject({
      weights: { kind: 'run', runId: 'demo-cored-1', stage: 2, which: 'best' },
    });
  });

  it('offers runs first and then what the chosen one has left, without asking for any file', async () => {
    const runIds = Array.from({ length: 2000 }, (_, index) => `run-${index}`);
    const client = new FakeClient({
      ...finishedAnswers(),
      'evaluation/list': () => [],
      'weights/list': () => runIds.map((runId) => ({ runId, stages: [1, 2, 3, 4] })),
    });
    const { view } = await mountAt('/evaluate?weights=run-1999/4/last', client);
    const runChoice = view.findComponent(LongSelect);
    const weightsOffered = () => view.findAllComponents({ name: 'ChoiceSelect' })[0]?.props();
    expect(runChoice.props()).toMatchObject({ modelValue: 'run-1999' });
    expect(runChoice.props().choices).toHaveLength(2000);
    expect(weightsOffered()).toMatchObject({ modelValue: 'run-1999/4/last' });
    // Two for each stage: the choice of one run, not of all.
    expect(weightsOffered()?.['choices']).toHaveLength(8);
    runChoice.vm.$emit('update:modelValue', 'run-7');
    await flushPromises();
    expect(weightsOffered()).toMatchObject({ modelValue: 'run-7/4/best' });
    expect(client.countOf('weights/files')).toBe(0);
  });

  it('lists former evaluations with their state and AUC', async () => {
    const failed = sampleEvaluation({
      id: 'evaluation-2',
      name: 'broken',
      state: 'failed',
      result: null,
      error: { code: 'damaged', message: 'The image /data/x.png cannot be decoded.' },
    });
    const client = new FakeClient({ ...finishedAnswers(), 'evaluation/list': () => [sampleEvaluation(), failed] });
    const { view } = await mountAt('/evaluate', client);
    const rows = view.findAll('tr[data-row]').map((row) => row.text());
    expect(rows.some((row) => row.includes('splice of demo, test images') && row.includes('0.941'))).toBe(true);
    expect(rows.some((row) => row.includes('broken') && row.includes('failed') && row.includes('–'))).toBe(true);
  });
});

describe('an evaluation', () => {
  const withOne = (evaluation = sampleEvaluation()) =>
    new FakeClient({ ...finishedAnswers(), 'evaluation/list': () => [], 'evaluation/get': () => evaluation });

  it('shows the AUC with its interval, the other measures, curves, confusion and counts', async () => {
    const { byId } = await mountAt('/evaluate/evaluation-1', withOne());
    expect(byId('evaluation-auc').text()).toBe('0.941');
    expect(byId('evaluation-figures').text()).toContain('95 % interval 0.901 to 0.975');
    expect(byId('evaluation-figures').text()).toContain('60 fake, 60 real');
    expect(byId('evaluation-figures').text()).toContain('over 24 videos');
    expect(byId('evaluation-videoAuc').text()).toBe('0.963');
    expect(byId('evaluation-eer').text()).toBe('0.117');
    expect(byId('roc-chart').attributes('data-x')).toBe('41');
    expect(byId('precision-recall-chart').attributes('data-series')).toBe('2');
    expect(byId('confusion-fake-fake').text()).toBe('5286.7 %');
    expect(byId('evaluation-skipped').exists()).toBe(false);
  });

  it('says that no videos are told apart where there is no video AUC', async () => {
    const { metrics } = sampleEvaluationResult();
    const result = sampleEvaluationResult({ metrics: { ...metrics, videoAuc: null }, videos: 120 });
    const { byId } = await mountAt('/evaluate/evaluation-1', withOne(sampleEvaluation({ result })));
    expect(byId('evaluation-figures').text()).toContain('no videos told apart');
  });

  it('goes from progress to the result as it is pushed, and not back', async () => {
    const running = sampleEvaluation({
      state: 'running',
      result: null,
      progress: { phase: 'scoring', done: 30, total: 120 },
    });
    const client = withOne(running);
    const { byId } = await mountAt('/evaluate/evaluation-1', client);
    expect(byId('evaluation-progress').text()).toContain('30 of 120 images scored');
    client.push('evaluation/changed', { ...running, progress: { phase: 'reading', done: 40, total: 120 } });
    await flushPromises();
    expect(byId('evaluation-progress').text()).toContain('40 of 120 images read');
    client.push('evaluation/changed', sampleEvaluation());
    client.push('evaluation/changed', running);
    await flushPromises();
    expect(byId('evaluation-progress').exists()).toBe(false);
    expect(byId('evaluation-auc').text()).toBe('0.941');
  });

  it('explains a folder with one class, and shows no curves', async () => {
    const { metrics } = sampleEvaluationResult();
    const note = 'There are no real images: AUC needs both classes.';
    const result = sampleEvaluationResult({
      metrics: {
        ...metrics,
        auc: null,
        aucInterval: null,
        videoAuc: null,
        averagePrecision: null,
        eer: null,
        counts: { fake: 60, real: 0 },
        note,
      },
      roc: [],
      precisionRecall: [],
      confusion: { fakeAsFake: 52, fakeAsReal: 8, realAsFake: 0, realAsReal: 0 },
    });
    const { byId } = await mountAt('/evaluate/evaluation-1', withOne(sampleEvaluation({ result })));
    expect(byId('evaluation-note').text()).toBe(note);
    expect(byId('evaluation-auc').text()).toBe('–');
    expect(byId('roc-chart').exists()).toBe(false);
    expect(byId('confusion-real-real').text()).toBe('0none there');
  });

  it('says what failed, and names the images that were left out', async () => {
    const failed = sampleEvaluation({
      state: 'failed',
      result: null,
      error: { code: 'damaged', message: 'The image /data/x.png cannot be decoded.' },
    });
    const { byId } = await mountAt('/evaluate/evaluation-1', withOne(failed));
    expect(byId('evaluation-error').text()).toContain('The image /data/x.png cannot be decoded.');
    const result = sampleEvaluationResult({ skipped: [{ path: '/data/y.png', message: 'It is cut off.' }] });
    const other = await mountAt('/evaluate/evaluation-1', withOne(sampleEvaluation({ result })));
    expect(other.byId('evaluation-skipped').text()).toContain('/data/y.png');
  });

  it('says when there is no such evaluation', async () => {
    const client = new FakeClient({
      ...finishedAnswers(),
      'evaluation/get': () => {
        throw new AppError('not-found', 'There is no evaluation "gone".');
      },
    });
    const { byId } = await mountAt('/evaluate/gone', client);
    expect(byId('error-note').text()).toContain('There is no evaluation "gone".');
  });
});
