import { expect, it } from 'vitest';
import { planEvaluations, type ManyEvaluations } from '../../../src/shared/plan/many-evaluations';
import { evaluationSeconds, secondsLeftOf } from '../../../src/shared/plan/evaluation-seconds';
import type { TaskScan } from '../../../src/shared/task';

const some = { fake: 2, real: 2 };
const task = (name: string, counts: Partial<TaskScan['counts']> = {}) => ({
  name,
  counts: { train: some, val: some, test: null, ...counts },
});

const wish: ManyEvaluations = {
  runs: [
    { id: 'a', name: 'A', chain: ['one', 'two'] },
    { id: 'b', name: 'B', chain: ['two', 'gone'] },
  ],
  weights: [{ runId: 'a', stages: [1, 2] }],
  ...{ stages: 'all', which: 'best', tasks: 'all', split: null },
  datasets: [{ id: 'd', name: 'Data', tasks: [task('one', { test: some }), task('two')] }],
  common: { engine: 'auto', skipsUnreadable: false },
};
const told = (changes: Partial<ManyEvaluations>) =>
  planEvaluations({ ...wish, ...changes }).requests.map(({ weights, target }) =>
    weights.kind === 'run' && target.kind === 'task'
      ? `${weights.runId}:${weights.stage}:${weights.which} ${target.task}/${target.split}`
      : 'another',
  );

it('is every stage of every run on every task, on test where a task has it', () => {
  expect(told({})).toEqual(['a:1:best one/test', 'a:1:best two/val', 'a:2:best one/test', 'a:2:best two/val']);
  expect(planEvaluations(wish).leftOut).toEqual(['B: no weights of the stages that were asked for.']);
});

it('takes the stages, the tasks and the split that were asked for', () => {
  expect(told({ stages: 'last', which: 'last' })).toEqual(['a:2:last one/test', 'a:2:last two/val']);
  expect(told({ stages: [1, 7], tasks: ['two'] })).toEqual(['a:1:best two/val']);
  expect(told({ stages: 'last', split: 'test' })).toEqual(['a:2:best one/test']);
});

it("takes a run's own chain, and says what is not there", () => {
  const both = { ...wish, weights: [...wish.weights, { runId: 'b', stages: [1] }], tasks: 'chain' as const };
  const { requests, leftOut } = planEvaluations({ ...both, stages: 'last', split: 'test' });
  expect(requests).toHaveLength(1);
  expect(leftOut).toEqual([
    'two of Data: it has no test images.',
    'gone: there is no such task in the chosen datasets.',
  ]);
});

it('expects an evaluation to take as long as the last of its network, and one at work as it goes', () => {
  const done = { id: 'x', network: 'n', state: 'complete' as const, progress: null };
  const all = [
    { ...done, startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:01:00Z' },
    { ...done, startedAt: '2026-01-02T00:00:00Z', endedAt: '2026-01-02T00:00:20Z' },
    { ...done, network: 'other', startedAt: '2026-01-03T00:00:00Z', endedAt: '2026-01-03T00:00:05Z' },
  ];
  expect(evaluationSeconds({ network: 'n' }, all)).toBe(20);
  expect(evaluationSeconds({ network: 'none' }, all)).toBeNull();
  const progress = { phase: 'scoring' as const, done: 25, total: 100 };
  const atWork = { ...done, state: 'running' as const, startedAt: '2026-01-04T00:00:00Z', endedAt: null, progress };
  // 25 of 100 in 10 s: 30 s are left.
  expect(secondsLeftOf(atWork, all, Date.parse('2026-01-04T00:00:10Z'))).toBe(30);
  expect(secondsLeftOf({ ...atWork, progress: null }, all)).toBe(20);
});
