/** Whole views over a client that the test gives: empty, filled, failing, and acting. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { recipeOptions } from '../../../src/core/recipe/recipe';
import { AppError } from '../../../src/shared/errors';
import type { ScanPhase } from '../../../src/shared/task';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { emptyAnswers, finishedAnswers } from '../fixtures/sample-answers';
import {
  sampleComparison,
  sampleDataset,
  sampleDetail,
  sampleExperiment,
  sampleSummary,
} from '../fixtures/sample-data';

vi.mock('../../../src/shared/metrics/index', async (importOriginal) => {
  const { withKnownMetrics } = await import('../../fixtures/known-metrics');
  return withKnownMetrics(await importOriginal());
});

afterEach(() => {
  sessionStorage.clear();
  document.body.innerHTML = '';
});

describe('empty and error states', () => {
  it.each([
    ['/experiments', 'No experiments yet. Choose a dataset folder to begin.'],
    ['/runs', 'No runs yet.'],
    ['/datasets', 'No datasets yet. Add a folder to begin.'],
    ['/weights', 'No weights yet.'],
    ['/experiments/new', 'There is no dataset to build a chain from yet.'],
    ['/experiments/gone', 'There is no such experiment.'],
    ['/compare', 'No runs chosen.'],
    ['/nowhere/at/all', 'There is nothing at this address.'],
  ])('%s says what to do next', async (address, text) => {
    const { byId } = await mountAt(address, new FakeClient(emptyAnswers()));
    expect(byId('empty-state').text()).toContain(text);
  });

  it('says why the list could not be read, and asks again', async () => {
    const client = new FakeClient({
      ...emptyAnswers(),
      'run/list': () => {
        throw new AppError('damaged', 'The registry cannot be read.');
      },
    });
    const { byId } = await mountAt('/runs', client);
    expect(byId('error-note').text()).toContain('The registry cannot be read.');
    client.answers = finishedAnswers();
    await byId('error-note').get('button').trigger('click');
    await flushPromises();
    expect(byId('error-note').exists()).toBe(false);
  });

  it('starts the demo and goes to its experiment', async () => {
    const client = new FakeClient({ ...emptyAnswers(), 'demo/start': () => sampleExperiment() });
    const { byId, router } = await mountAt('/experiments', client);
    await byId('start-demo').trigger('click');
    await flushPromises();
    expect(router.currentRoute.value.path).toBe('/experiments/demo-1');
  });
});

describe('run view', () => {
  it('shows what is forgotten, the matrix, and the changed values of the recipe', async () => {
    const { byId } = await mountAt('/runs/demo-ft-1', new FakeClient(finishedAnswers()));
    expect(byId('chain-task-0').text()).toContain('0.742');
    expect(byId('chain-task-0').text()).toContain('0.249 forgotten');
    expect(byId('matrix-3-0').text()).toBe('0.742');
    expect(byId('recipe').text()).toContain('8 (preset 20)');
    expect(byId('recipe-preset').text()).toBe('corrected, 2 changes');
    expect(byId('loss-chart').attributes('data-x')).toBe('192');
  });

  it('leaves out of the recipe what augmentations that are off would do', async () => {
    const run = sampleSummary();
    const parameters = { ...run.recipe.parameters, jpegProbability: 0, blurProbability: 0.5, erasingAreaMin: 0.1 };
    const summary = { ...run, recipe: { ...run.recipe, parameters } };
    const client = new FakeClient({
      ...finishedAnswers(),
      'recipe/options': () => recipeOptions(),
      'run/get': () => ({ ...sampleDetail(), summary }),
    });
    const { byId } = await mountAt('/runs/demo-ft-1', client);
    const labels = byId('recipe')
      .findAll('dt')
      .map((label) => label.text());
    expect(labels).toEqual(expect.arrayContaining(['JPEG probability', 'Least blur', 'CutMix alpha']));
    // Off, but somebody has set it.
    expect(labels).toContain('Least erased area');
    for (const label of ['Least JPEG quality', 'Greatest erased area']) expect(labels).not.toContain(label);
  });

  it('shows each AUC with its interval and over videos, for the latest stage', async () => {
    const { byId } = await mountAt('/runs/demo-ft-1', new FakeClient(finishedAnswers()));
    const [first] = byId('results-table').findAll('tbody tr');
    expect(first?.text()).toBe('resynthesis0.742.722–.7570.7460.7420.1000.80060, 60');
    expect(byId('matrix-3-0').attributes('title')).toBe(
      'after 4 texture, on resynthesis: 0.742, 95 % interval .722–.757, Video AUC 0.746, Average precision 0.742, EER 0.100, Accuracy 0.800',
    );
  });

  it('says what failed and that it can be resumed', async () => {
    const client = new FakeClient({
      ...finishedAnswers(),
      'run/get': () => sampleDetail({ stagesDone: 1, state: 'failed' }),
    });
    const { byId } = await mountAt('/runs/demo-cored-1', client);
    expect(byId('error-note').text()).toContain('cannot be decoded');
    expect(byId('error-note').text()).toContain('Resume');
    expect(byId('resume-run').exists()).toBe(true);
    expect(byId('pause-run').exists()).toBe(false);
  });

  it('says when there is no such run', async () => {
    const client = new FakeClient({
      ...finishedAnswers(),
      'run/get': () => {
        throw new AppError('not-found', 'There is no run "gone".');
      },
    });
    const { byId } = await mountAt('/runs/gone', client);
    expect(byId('error-note').text()).toContain('There is no run "gone".');
  });
});

describe('comparison', () => {
  it('puts the best of each column in bold', async () => {
    const { byId } = await mountAt('/experiments/demo-1', new FakeClient(finishedAnswers()));
    const bold = (method: string) =>
      byId(`comparison-row-${method}`)
        .findAll('td.best')
        .map((cell) => cell.text());
    expect(bold('ft')).toEqual(['0.996± .004']);
    expect(bold('cored')).toHaveLength(5);
  });

  it('shows baselines without ranking them', async () => {
    const runs = [sampleSummary({ method: 'ft' }), sampleSummary()];
    const client = new FakeClient({
      ...finishedAnswers(),
      'comparison/get': () => {
        const comparison = sampleComparison(runs);
        const [ft, cored] = comparison.rows;
        if (!ft || !cored) throw new Error('two rows are expected');
        const baseline = { meaning: 'upper bound', isApart: false };
        const best = ft.taskAucs.map(() => ({ mean: 0.999, deviation: null, count: 1 }));
        return {
          ...comparison,
          rows: [ft, cored, { ...ft, label: 'Joint', method: 'joint', baseline, taskAucs: best }],
        };
      },
    });
    const { byId } = await mountAt('/experiments/demo-1', client);
    expect(byId('comparison-row-joint').text()).toContain('Joint (upper bound)');
    expect(byId('comparison-row-joint').findAll('td.best')).toHaveLength(0);
    expect(byId('comparison-row-cored').findAll('td.best')).toHaveLength(5);
  });

  it('tells transfer and intransigence where they are known', async () => {
    const runs = [sampleSummary({ method: 'ft' }), sampleSummary()];
    const comparison = sampleComparison(runs);
    const value = (mean: number) => ({ mean, deviation: null, count: 1 });
    const rows = comparison.rows.map((row, index) => ({ ...row, backwardTransfer: value(index === 0 ? -0.2 : -0.05) }));
    const client = new FakeClient({ ...finishedAnswers(), 'comparison/get': () => ({ ...comparison, rows }) });
    const { byId } = await mountAt('/experiments/demo-1', client);
    expect(byId('further-measures').findAll('td.best')).toHaveLength(1);
    expect(byId('further-measures').find('td.best').text()).toBe('-0.050');
    expect(byId('further-measures').text()).not.toContain('Intransigence');
  });

  it('does not rank a row that has not come to the end', async () => {
    const runs = [sampleSummary({ method: 'ft' }), sampleSummary({ stagesDone: 2 })];
    const client = new FakeClient({
      ...finishedAnswers(),
      'run/list': () => runs,
      'experiment/list': () => [sampleExperiment(runs)],
      'comparison/get': () => sampleComparison(runs, null),
    });
    const { byId } = await mountAt('/experiments/demo-1', client);
    expect(byId('comparison-row-cored').findAll('td.best')).toHaveLength(0);
    expect(byId('run-progress').exists()).toBe(false);
    expect(byId('pause-run').exists()).toBe(true);
  });

  it('puts a published table beside ours when one is chosen, and says why it is not comparable', async () => {
    const { byId, router } = await mountAt('/experiments/demo-1', new FakeClient(finishedAnswers()));
    expect(byId('published-table').exists()).toBe(false);
    await router.push('/experiments/demo-1?published=task-4');
    await flushPromises();
    expect(byId('published-caveats').text()).toContain('Other data and splits: not comparable cell by cell.');
    expect(byId('published-caveats').text()).toContain('the published code computes accuracy');
    expect(byId('published-table').text()).toContain('CoReD91.7780.5586.16');
    expect(byId('published-table').findAll('td.best')).toHaveLength(3);
  });

  it("shows the server's reason when runs cannot be compared", async () => {
    const client = new FakeClient({
      ...finishedAnswers(),
      'comparison/get': () => {
        throw new AppError('bad-input', 'The runs have different chains: A, B and B, A.');
      },
    });
    const { byId } = await mountAt('/compare?runs=demo-ft-1,demo-cored-1', client);
    expect(byId('error-note').text()).toContain('The runs have different chains: A, B and B, A.');
  });
});

describe('new experiment', () => {
  it('builds a chain, cannot take a broken task, and sends what it spelled out', async () => {
    const client = new FakeClient({ ...finishedAnswers(), 'experiment/create': () => sampleExperiment() });
    const { byId } = await mountAt('/experiments/new?dataset=dataset-1', client);
    expect(byId('add-task-no-fakes').attributes('disabled')).toBeDefined();
    expect(byId('start-experiment').attributes('disabled')).toBeDefined();
    for (const task of ['splice', 'texture']) await byId(`add-task-${task}`).trigger('click');
    await byId('chain-item-1').trigger('keydown', { key: 'ArrowUp' });
    expect(byId('chain-announcement').text()).toBe('texture moved to position 1 of 2.');
    expect(byId('add-task-splice').exists()).toBe(false);
    expect(byId('start-summary').text()).toContain('2 runs (2 methods × 1 seed), each 2 stages');
    await byId('start-experiment').trigger('submit');
    await flushPromises();
    const sent = client.asked.find(({ name }) => name === 'experiment/create')?.input;
    expect(sent).toMatchObject({ chain: ['texture', 'splice'], methods: ['ft', 'cored'], seeds: [1] });
  });

  it('sets all switches by the preset, marks what differs from it, and goes back', async () => {
    const client = new FakeClient({ ...finishedAnswers(), 'experiment/create': () => sampleExperiment() });
    const { byId, view } = await mountAt('/experiments/new', client);
    expect(byId('preset-differences').text()).toContain('Keeps the statistics of the teacher');
    await byId('preset-published').setValue(true);
    expect(byId('preset-of-cored').text()).toBe('published');
    await byId('field-cored/alpha').setValue('0.3');
    expect(byId('preset-of-cored').text()).toBe('published, 1 change');
    expect(byId('preset-standing').text()).toBe('CoReD published, 1 change.');
    expect(byId('field-cored/alpha-back').text()).toBe('preset 0.5');
    await byId('field-cored/alpha-back').trigger('click');
    expect(byId('preset-of-cored').text()).toBe('published');
    await byId('add-task-splice').trigger('click');
    await view.find('form').trigger('submit');
    await flushPromises();
    const sent = client.asked.find(({ name }) => name === 'experiment/create')?.input;
    expect(sent).toMatchObject({
      preset: 'published',
      parameters: { cutmixPartner: 'opposite' },
      methodParameters: { cored: { alpha: 0.5, representation: 'channel-mean', freezeBatchNorm: true } },
    });
  });

  it('shows a refusal at the form and keeps what was filled in', async () => {
    const client = new FakeClient({
      ...finishedAnswers(),
      'experiment/create': () => {
        throw new AppError('not-permitted', 'The workspace is not writable.');
      },
    });
    const { byId } = await mountAt('/experiments/new', client);
    await byId('add-task-splice').trigger('click');
    await byId('start-experiment').trigger('submit');
    await flushPromises();
    expect(byId('error-note').text()).toContain('The workspace is not writable.');
    expect(byId('chain-item-0').text()).toContain('splice');
  });

  it('marks a value out of bounds and does not offer to start', async () => {
    const { byId, view } = await mountAt('/experiments/new', new FakeClient(finishedAnswers()));
    await byId('add-task-splice').trigger('click');
    await byId('field-epochs').setValue('0');
    expect(view.text()).toContain('Epochs has to be a whole number from 1 up to 10000.');
    expect(byId('start-experiment').attributes('disabled')).toBeDefined();
  });
});

describe('datasets', () => {
  it('shows counts, imbalance and problems in words', async () => {
    const { byId, view } = await mountAt('/datasets', new FakeClient(finishedAnswers()));
    expect(byId('task-texture').text()).toContain('3.2 × more fake');
    expect(view.text()).toContain('Can’t be put into a chain:');
    expect(byId('task-splice').text()).toContain('transfer set30 fake30 real');
    expect(view.text()).toContain('Task "no-fakes" has no images in train/fake.');
  });

  it('shows the progress of a scan as it is pushed', async () => {
    const client = new FakeClient({ ...emptyAnswers(), 'dataset/list': () => [sampleDataset()] });
    const { byId } = await mountAt('/datasets', client);
    const show = async (phase: ScanPhase) => {
      client.push('dataset/changed', sampleDataset({ state: 'scanning', progress: { phase, done: 120, total: 840 } }));
      await flushPromises();
      return byId('dataset').text();
    };
    expect(await show('making')).toContain('Making the images: 120 of 840 files');
    expect(await show('scanning')).toContain('Scanning: 120 of 840 files');
  });
});
