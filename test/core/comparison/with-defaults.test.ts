/** A run that was recorded before a parameter existed counts as one with its default. */
import { expect, it } from 'vitest';
import { compareRuns } from '../../../src/core/comparison/compare-runs';
import { withDefaults } from '../../../src/core/comparison/with-defaults';
import { recipeOptions, resolveRecipe } from '../../../src/core/recipe/recipe';
import { exampleRun } from './run-summary-example';

const options = recipeOptions();
const labels = { methods: new Map(), networks: new Map(), fields: new Map() };
const today = resolveRecipe({ method: 'ft', network: 'small-cnn', parameters: { epochs: 10 } }).config;
const laterKeys = ['blurProbability', 'clipNorm'];
const older = Object.fromEntries(Object.entries(today.parameters).filter(([key]) => !laterKeys.includes(key)));

it('lies in one row with a run of today, and differs in nothing', () => {
  const runs = [
    exampleRun({ id: 'new-run', recipe: today }),
    exampleRun({ id: 'old-run', recipe: { ...today, parameters: older }, seed: 2 }),
  ];
  expect(compareRuns(runs, labels).rows).toHaveLength(2);
  const { rows, differences } = compareRuns(
    runs.map((run) => withDefaults(run, options)),
    labels,
  );
  expect(rows.map((row) => row.runIds)).toEqual([['new-run', 'old-run']]);
  expect(differences).toEqual([]);
});

it('keeps what was recorded, and what is not known any more', () => {
  const parameters = { ...today.parameters, epochs: 3, goneParameter: 7 };
  const run = exampleRun({ id: 'run', recipe: { ...today, parameters } });
  expect(withDefaults(run, options).recipe.parameters).toEqual(parameters);
  const unknown = exampleRun({ id: 'run', recipe: { method: 'gone', network: 'gone', parameters: { epochs: 3 } } });
  expect(withDefaults(unknown, options).recipe.parameters).toMatchObject({ epochs: 3, batchSize: 128 });
});
