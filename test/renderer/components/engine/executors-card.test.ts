/** The cluster's executors under Engine, and the choice of one in the form. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import ExecutorsCard from '../../../../src/renderer/components/engine/ExecutorsCard.vue';
import ExecutorChoice from '../../../../src/renderer/components/experiment-form/ExecutorChoice.vue';
import { SlurmExecutor, type ExecutorsInfo } from '../../../../src/shared/executor';
import { FakeClient } from '../../fixtures/fake-client';
import { mountPart } from '../../fixtures/mount-view';
import { finishedAnswers } from '../../fixtures/sample-answers';

afterEach(() => {
  document.body.innerHTML = '';
});

const gpu = SlurmExecutor.parse({ kind: 'slurm', id: 'gpu', partition: 'gpu', timeLimit: '12:00:00' });
const info = (executors: readonly SlurmExecutor[]): ExecutorsInfo => ({
  ...{ executors: [...executors], path: '/w/executors.json', problem: null, slurm: 'slurm-wlm 22.05.8' },
});
const clientWith = (...executors: SlurmExecutor[]) =>
  new FakeClient({
    ...finishedAnswers(),
    'executor/list': () => info(executors),
    'executor/save': ({ executors: sent }) => info(sent.map((one) => SlurmExecutor.parse(one))),
  });

it('adds an executor beside those that are there, once its fields can be read', async () => {
  const client = clientWith(gpu);
  const card = mountPart(ExecutorsCard, {}, client);
  await flushPromises();
  expect(card.text()).toContain('partition gpu, at most 12:00:00');
  await card.get('[data-testid="add-executor"]').trigger('click');
  const fill = (key: string, text: string) => card.get(`[data-testid="executor-${key}"]`).setValue(text);
  await fill('id', 'cpu');
  await fill('cpus', 'many');
  await card.get('[data-testid="executor-form"]').trigger('submit');
  await flushPromises();
  expect(card.get('[role="alert"]').text()).toContain('Cores:');
  expect(client.asked.some(({ name }) => name === 'executor/save')).toBe(false);

  await fill('cpus', '16');
  await card.get('[data-testid="executor-form"]').trigger('submit');
  await flushPromises();
  const cpu = SlurmExecutor.parse({ kind: 'slurm', id: 'cpu', cpus: 16 });
  expect(client.asked.at(-1)).toEqual({ name: 'executor/save', input: { executors: [gpu, cpu] } });
  expect(card.findAll('[data-executor]').map((one) => one.attributes('data-executor'))).toEqual(['gpu', 'cpu']);
});

it('offers executors in the form only where there are some', async () => {
  const without = mountPart(ExecutorChoice, { modelValue: 'local' }, clientWith());
  await flushPromises();
  expect(without.find('label').exists()).toBe(false);
  const beside = mountPart(ExecutorChoice, { modelValue: 'local' }, clientWith(gpu));
  await flushPromises();
  expect(beside.get('label').text()).toBe('Runs on');
});
