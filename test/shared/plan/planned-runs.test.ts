import { expect, it } from 'vitest';
import { plannedRows } from '../../../src/shared/plan/planned-runs';
import { recipeOptions } from '../../../src/core/recipe/recipe';
import type { ExperimentRequest } from '../../../src/shared/run';

const options = recipeOptions();
const request = (changes: Partial<ExperimentRequest> = {}): ExperimentRequest => ({
  ...{ name: 'Sweep', dataset: 'd', chain: ['A', 'B'], methods: ['ft', 'cored'], network: 'small-cnn' },
  ...{ preset: 'corrected', parameters: { alpha: 0.9 }, methodParameters: {}, seeds: [1, 2], engine: 'auto' },
  initialWeights: null,
  ...changes,
});
const rows = (changes: Partial<ExperimentRequest>) =>
  plannedRows(request(changes), options).map(({ order, recipe, swept }) => [order.join(''), recipe.method, swept]);

it('makes one row of each method where nothing is swept', () => {
  expect(rows({})).toEqual([
    ['AB', 'ft', {}],
    ['AB', 'cored', {}],
  ]);
});

it('sweeps a parameter only for methods that have it, over all orders and combinations', () => {
  const planned = rows({
    sweep: { alpha: [0.1, 0.3], epochs: [1, 2] },
    orders: [
      ['A', 'B'],
      ['B', 'A'],
    ],
  });
  // FT has no alpha: 2 epochs; CoReD: 2 alphas x 2 epochs; both in 2 orders.
  expect(planned).toHaveLength((2 + 4) * 2);
  expect(planned.filter(([order, method]) => order === 'BA' && method === 'cored').map(([, , swept]) => swept)).toEqual(
    [
      { alpha: 0.1, epochs: 1 },
      { alpha: 0.1, epochs: 2 },
      { alpha: 0.3, epochs: 1 },
      { alpha: 0.3, epochs: 2 },
    ],
  );
});

it('lets a swept value win over every other one', () => {
  const [row] = plannedRows(
    request({ methods: ['cored'], methodParameters: { cored: { alpha: 0.7 } }, sweep: { alpha: [0.1] } }),
    options,
  );
  expect(row?.recipe.parameters['alpha']).toBe(0.1);
});

it.each([
  [{ sweep: { alpha: [0.1, 0.1] } }, /value of "alpha" 0\.1 is given twice/],
  [{ orders: [['A']] }, /order A does not have the tasks of the chain: A, B/],
  [
    {
      orders: [
        ['A', 'B'],
        ['A', 'B'],
      ],
    },
    /order A → B is given twice/,
  ],
  [{ orders: [['B', 'A']], startStage: 2 }, /does not begin with what the weights have learnt: A/],
  [
    { sweep: { learningRate: Array.from({ length: 200 }, (_, index) => 0.001 * (index + 1)) } },
    /400 recipes of 2 methods × 2 seeds would be 800 runs\. One experiment makes at most 500/,
  ],
])('refuses %j', (changes, message) => {
  expect(() => rows(changes)).toThrow(message);
});
