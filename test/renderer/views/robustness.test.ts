/** Robustness on the screen, and many evaluations started at once, over a client that the test gives. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { hasEnded, type Evaluation, type EvaluationRequest } from '../../../src/shared/evaluation';
import type { RobustnessPoint } from '../../../src/shared/robustness';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { finishedAnswers } from '../fixtures/sample-answers';
import { sampleEvaluation, sampleEvaluationResult } from '../fixtures/sample-evaluation';

afterEach(() => {
  document.body.innerHTML = '';
});

const point = (strength: number, auc: number): RobustnessPoint => ({
  ...{ corruption: 'noise', strength },
  metrics: { ...sampleEvaluationResult().metrics, auc },
});

function measured(id: string, stage: number, strengths: readonly number[]): Evaluation {
  return sampleEvaluation({
    ...{ id, name: `stage ${stage}`, robustness: strengths.map((strength) => point(strength, 0.9 - strength / 100)) },
    request: {
      ...sampleEvaluation().request,
      weights: { kind: 'run', runId: 'demo-cored-1', stage, which: 'best' },
      robustness: { levels: [{ corruption: 'noise', strengths: [...strengths] }], seed: 1 },
    },
  });
}

describe('robustness', () => {
  it('is drawn on the page of its evaluation, a chart for each corruption that was measured', async () => {
    const one = measured('evaluation-1', 2, [0, 10, 20]);
    const client = new FakeClient({ ...finishedAnswers(), 'evaluation/list': () => [], 'evaluation/get': () => one });
    const { byId } = await mountAt('/evaluate/evaluation-1', client);
    expect([byId('robustness-noise').attributes('data-x'), byId('robustness-noise').attributes('data-series')]).toEqual(
      ['3', '1'],
    );
    expect(byId('robustness-jpeg').exists()).toBe(false);
  });

  it('of several is one chart with a line for each, told apart by what differs', async () => {
    const client = new FakeClient({
      ...finishedAnswers(),
      'evaluation/list': () => [
        measured('a', 1, [0, 10]),
        measured('b', 2, [0, 20]),
        sampleEvaluation({ id: 'c', name: 'without' }),
      ],
    });
    const list = await mountAt('/evaluate', client);
    const boxes = list.view.findAll('[data-testid="choose-robustness"]');
    expect(boxes).toHaveLength(2);
    for (const box of boxes) await box.setValue(true);
    await list.byId('compare-robustness').trigger('click');
    await flushPromises();
    expect(list.router.currentRoute.value.query['of']?.toString().split(',').sort()).toEqual(['a', 'b']);
    const { byId, view } = await mountAt('/evaluate/robustness?of=a,b,c', client);
    expect([byId('robustness-noise').attributes('data-x'), byId('robustness-noise').attributes('data-series')]).toEqual(
      ['3', '2'],
    );
    expect(view.text()).toContain('1 evaluation left out: not complete, or without robustness.');
  });
});

describe('many evaluations', () => {
  it('of an experiment are started in one action, with what is left out told', async () => {
    const asked: EvaluationRequest[] = [];
    const client = new FakeClient({
      ...finishedAnswers(),
      'evaluation/list': () => [],
      'evaluation/start-many': ({ requests }) => {
        asked.push(...requests.map((request) => ({ ...request, name: request.name ?? '' })));
        return requests.map((_, place) => sampleEvaluation({ id: `many-${place}`, state: 'queued', result: null }));
      },
    });
    const { byId, view } = await mountAt('/evaluate?runs=demo-ft-1,demo-cored-1', client);
    const chain = (await finishedAnswers()['run/list']?.({}))?.[0]?.chain ?? [];
    // Two runs after every stage on every task of their chain.
    const count = 2 * chain.length * chain.length;
    expect(byId('start-many').text()).toBe(`Start ${count} evaluations`);
    await byId('robustness-on').find('input').setValue(true);
    await byId('strengths-blur').setValue('1, x');
    expect(byId('many-problem').text()).toBe('Blur: give numbers separated by commas.');
    await byId('strengths-blur').setValue('2, 1');
    for (const id of ['jpeg', 'noise', 'resize', 'brightness']) await byId(`strengths-${id}`).setValue('');
    await view.find('form').trigger('submit');
    await flushPromises();
    expect(asked).toHaveLength(count);
    expect(asked[0]).toMatchObject({
      weights: { kind: 'run', stage: 1, which: 'best' },
      robustness: { levels: [{ corruption: 'blur', strengths: [1, 2] }], seed: 1 },
    });
  });

  it('are stopped and started again from their list', async () => {
    const waits = (id: string) => sampleEvaluation({ id, name: id, state: 'queued', result: null });
    const cut = sampleEvaluation({ id: 'cut', name: 'cut', state: 'interrupted', result: null });
    const stopped: string[] = [];
    const client = new FakeClient({
      ...finishedAnswers(),
      'evaluation/list': () => [waits('one'), waits('two'), cut],
      'evaluation/stop': ({ evaluationIds }) => {
        stopped.push(...evaluationIds);
        return evaluationIds.map((id) => ({ ...waits(id), state: 'stopped' }));
      },
      'evaluation/start-again': () => ({ ...cut, state: 'queued' }),
    });
    const { byId, view } = await mountAt('/evaluate', client);
    await view.get('[aria-label="Start cut again"]').trigger('click');
    await flushPromises();
    expect(byId('stop-waiting').text()).toBe('Stop 3 that wait');
    await byId('stop-waiting').trigger('click');
    await flushPromises();
    expect(stopped.sort()).toEqual(['cut', 'one', 'two']);
    const states = view.findAll('[data-testid="run-state"]').map((pill) => pill.attributes('data-state'));
    expect(states).toEqual(['stopped', 'stopped', 'stopped']);
    expect(hasEnded('stopped')).toBe(true);
  });
});
