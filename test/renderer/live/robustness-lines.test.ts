import { expect, it } from 'vitest';
import { robustnessLines, tellApart } from '../../../src/renderer/live/robustness-lines';
import type { Evaluation } from '../../../src/shared/evaluation';
import type { Corruption } from '../../../src/shared/robustness';
import { sampleEvaluation, sampleEvaluationResult } from '../fixtures/sample-evaluation';

const { metrics } = sampleEvaluationResult();
const measured = (id: string, points: readonly (readonly [Corruption, number, number])[]): Evaluation =>
  sampleEvaluation({
    id,
    robustness: points.map(([corruption, strength, auc]) => ({ corruption, strength, metrics: { ...metrics, auc } })),
  });

it('puts each line at its own strengths on a shared axis, and leaves out what was not measured', () => {
  const one = measured('one', [
    ['blur', 0, 0.9],
    ['blur', 2, 0.8],
    ['noise', 0, 0.9],
    ['noise', 5, 0.7],
  ]);
  const two = measured('two', [
    ['noise', 0, 0.6],
    ['noise', 20, 0.5],
  ]);
  const named = [one, two].map((evaluation) => ({ evaluation, label: evaluation.id }));
  const [blur, noise, nothing] = robustnessLines(named, 'auc');
  expect([blur?.corruption, blur?.x, blur?.series.map(({ values }) => values)]).toEqual(['blur', [0, 2], [[0.9, 0.8]]]);
  expect(noise?.x).toEqual([0, 5, 20]);
  expect(noise?.series.map(({ label, values }) => [label, values])).toEqual([
    ['one', [0.9, 0.7, null]],
    ['two', [0.6, null, 0.5]],
  ]);
  expect(nothing).toBeUndefined();
});

it('names lines by what differs, and the same ones by number', () => {
  const words = {
    parts: ({ id }: Evaluation) => [id.startsWith('a') ? 'A' : 'B', id.endsWith('1') ? 'one' : 'two', 'test images'],
    title: ({ name }: Evaluation) => name,
  };
  const labels = (...ids: readonly string[]) =>
    tellApart(
      ids.map((id) => sampleEvaluation({ id, name: 'Mine' })),
      words,
    ).map(({ label }) => label);
  expect(labels('a1', 'b1')).toEqual(['A', 'B']);
  expect(labels('a1', 'a2')).toEqual(['one', 'two']);
  expect(labels('a1', 'b2')).toEqual(['A, one', 'B, two']);
  expect(labels('a1', 'a1')).toEqual(['Mine', 'Mine (2)']);
});
