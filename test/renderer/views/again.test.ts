/** The form that begins from a run, its differences and files; and the queue that is moved by keyboard. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallInput } from '../../../src/shared/contract';
import type { QueueInfo } from '../../../src/shared/plan/queue';
import type { ExperimentRequest } from '../../../src/shared/run';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { finishedAnswers } from '../fixtures/sample-answers';
import { sampleDataset } from '../fixtures/sample-data';

afterEach(() => {
  sessionStorage.clear();
  document.body.innerHTML = '';
});

const [first, second] = sampleDataset().tasks.map(({ name }) => name);
const chain = [first ?? '', second ?? ''];
const request: ExperimentRequest = {
  ...{ name: 'Demo', dataset: sampleDataset().id, chain, methods: ['cored'], network: 'small-cnn' },
  ...{ preset: 'corrected', parameters: { epochs: 9 }, methodParameters: { cored: { alpha: 0.3 } } },
  ...{ seeds: [1], engine: 'auto', initialWeights: null },
};
const answers = () => ({
  ...finishedAnswers(),
  'experiment/again': () => ({ request, notes: ['One run was left out.'] }),
});

describe('a new experiment from a run', () => {
  it('holds its values, marks what is changed, and takes it back', async () => {
    const client = new FakeClient(answers());
    const { byId, view } = await mountAt('/experiments/new?run=demo-cored-1', client);
    await flushPromises();
    expect(client.asked).toContainEqual({ name: 'experiment/again', input: { runIds: ['demo-cored-1'] } });
    expect(byId('again').text()).toContain('One run was left out.');
    expect(byId('again').text()).toContain('Every value is as it was.');
    const alpha = byId('field-cored/alpha').element as HTMLInputElement;
    expect(alpha.value).toBe('0.3');
    await byId('field-cored/alpha').setValue('0.8');
    expect(byId('field-cored/alpha-was').text()).toBe('was 0.3');
    expect(view.find('[data-place="cored/alpha"]').text()).toContain('0.3 → 0.8');
    await byId('field-cored/alpha-was').trigger('click');
    expect(alpha.value).toBe('0.3');
    expect(byId('field-cored/alpha-was').exists()).toBe(false);
  });

  it('keeps the changes through a reload', async () => {
    const { byId, view } = await mountAt('/experiments/new?run=demo-cored-1', new FakeClient(answers()));
    await byId('field-epochs').setValue('11');
    await flushPromises();
    view.unmount();
    const client = new FakeClient(answers());
    const after = await mountAt('/experiments/new?run=demo-cored-1', client);
    expect(client.countOf('experiment/again')).toBe(0);
    expect(after.byId('field-epochs-was').text()).toBe('was 9');
  });

  it('says so where the dataset is not here', async () => {
    const elsewhere = () => ({ request: { ...request, dataset: '/data/gone' }, notes: [] });
    const client = new FakeClient({ ...answers(), 'experiment/again': elsewhere });
    const { byId } = await mountAt('/experiments/new?run=demo-cored-1', client);
    expect(byId('again').text()).toContain('Its dataset, "/data/gone", is not among the datasets here.');
  });

  it('starts what is filled in', async () => {
    const client = new FakeClient(answers());
    const { byId } = await mountAt('/experiments/new?run=demo-cored-1', client);
    await byId('start-experiment').trigger('click');
    await flushPromises();
    const asked = client.asked.find(({ name }) => name === 'experiment/create')?.input;
    expect(asked).toMatchObject({ chain, methods: ['cored'], parameters: { epochs: 9 } });
  });
});

describe('a file and templates', () => {
  it('fill the form, and are kept from it', async () => {
    const kept: CallInput<'template/save'>[] = [];
    const client = new FakeClient({
      ...answers(),
      'experiment/read': () => ({ request }),
      'template/save': (input) => {
        kept.push(input);
        return [{ name: input.name, path: '/w/templates/x.yaml' }];
      },
      'template/get': () => ({ request: { ...request, seeds: [4, 5, 6] } }),
    });
    const { byId, view } = await mountAt('/experiments/new', client);
    const input = byId('file-input');
    Object.defineProperty(input.element, 'files', { value: [new File(['name: x'], 'mine.yaml')] });
    await input.trigger('change');
    await flushPromises();
    await flushPromises();
    expect(client.asked).toContainEqual({
      name: 'experiment/read',
      input: { text: 'name: x', name: '"mine.yaml"' },
    });
    expect(view.text()).toContain('Again: mine.yaml');
    await byId('template-name').setValue('Mine');
    await byId('save-template').trigger('click');
    await flushPromises();
    expect(kept).toEqual([{ name: 'Mine', request: expect.objectContaining({ chain, seeds: [1] }) }]);
    await view.get('[aria-label="Use template Mine"]').trigger('click');
    await flushPromises();
    expect((byId('experiment-seeds').element as HTMLInputElement).value).toBe('4-6');
  });
});

describe('the queue', () => {
  const waiting = (...names: string[]): QueueInfo => ({
    training: [{ runId: 'run-t', name: 'T', secondsLeft: 60 }],
    evaluating: [],
    waiting: names.map((name, index) => ({
      ...{ kind: 'run', id: `run-${name}`, name, experimentName: 'Demo', position: index + 1, priority: 'normal' },
      ...{ seconds: 120, startsIn: 60 + 120 * index },
    })),
    secondsLeft: 300,
    failed: [{ runId: 'demo-ft-1', name: 'F', experimentName: 'Demo', reason: 'No memory.' }],
  });

  it('is moved by keyboard and drag, and tells when each starts', async () => {
    const moved: CallInput<'queue/move'>[] = [];
    const client = new FakeClient({
      ...answers(),
      'queue/get': () => waiting('a', 'b', 'c'),
      'queue/move': (input) => {
        moved.push(input);
        return waiting('b', 'a', 'c');
      },
    });
    const { view, byId } = await mountAt('/engine', client);
    expect(byId('queue-sum').text()).toBe('1 run in training, 3 waiting. All are done in about 5 min 00 s.');
    const names = () => view.findAll('[data-job]').map((item) => item.attributes('data-job'));
    expect(view.get('[data-job="run-b"]').text()).toContain('starts in 3 min 00 s');
    await view.get('[data-job="run-b"]').trigger('keydown', { key: 'ArrowUp' });
    await flushPromises();
    expect(moved).toEqual([{ id: 'run-b', to: 1 }]);
    expect(names()).toEqual(['run-b', 'run-a', 'run-c']);
    expect(document.activeElement?.getAttribute('data-job')).toBe('run-b');
    expect(view.get('.heard').text()).toBe('b is at position 1 of 3.');
    await view.get('[data-job="run-c"]').trigger('dragstart');
    await view.get('[data-job="run-b"]').trigger('drop');
    await flushPromises();
    expect(moved.at(-1)).toEqual({ id: 'run-c', to: 1 });
  });

  it('tries a failed run again', async () => {
    const resumed: string[] = [];
    const [run] = (await finishedAnswers()['run/list']?.({})) ?? [];
    const client = new FakeClient({
      ...answers(),
      'queue/get': () => waiting('a'),
      'run/resume': ({ runId }) => {
        resumed.push(runId);
        if (run === undefined) throw new Error('a run is expected');
        return run;
      },
    });
    const { view } = await mountAt('/experiments', client);
    await view.get('[aria-label="Try F again"]').trigger('click');
    await flushPromises();
    expect(resumed).toEqual(['demo-ft-1']);
  });
});
