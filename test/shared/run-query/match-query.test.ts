/** Queries over runs: what they take, in the words of whoever types them. */
import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../../src/shared/run-query/match-query';
import type { RunSummary } from '../../../src/shared/run';
import { sampleSummary } from '../../renderer/fixtures/sample-data';

const now = new Date(2026, 10, 28, 12);

function run(
  id: string,
  change: Partial<RunSummary> = {},
  parameters: RunSummary['recipe']['parameters'] = {},
): RunSummary {
  const base = sampleSummary();
  const recipe = { ...(change.recipe ?? base.recipe) };
  return { ...base, ...change, id, recipe: { ...recipe, parameters: { ...recipe.parameters, ...parameters } } };
}

const cored = run('cored-run', {
  averageAuc: 0.95,
  tags: ['final'],
  createdAt: new Date(2026, 10, 28, 9).toISOString(),
});
const weak = run(
  'weak-run',
  { averageAuc: 0.7, tags: [], createdAt: new Date(2026, 10, 27, 9).toISOString() },
  { epochs: 30 },
);
const baseline = run('baseline-run', {
  averageAuc: null,
  tags: ['baseline', 'paper 1'],
  recipe: { ...sampleSummary().recipe, method: 'ft' },
  createdAt: new Date(2026, 8, 1).toISOString(),
});
const runs = [cored, weak, baseline];

function ids(query: string): string[] {
  return runs.filter(compileQuery(query, runs, now)).map(({ id }) => id);
}

describe('a query over runs', () => {
  it.each([
    ['', ['cored-run', 'weak-run', 'baseline-run']],
    ['method = cored and averageAuc > 0.9 or tag = baseline', ['cored-run', 'baseline-run']],
    ['method = cored and (averageAuc > 0.9 or tag = baseline)', ['cored-run']],
    ['METHOD = CoReD', ['cored-run', 'weak-run']],
    ['epochs >= 30', ['weak-run']],
    ['method != cored', ['baseline-run']],
    ['not method = cored', ['baseline-run']],
    ['tag = none', ['weak-run']],
    ['tag = "none"', []],
    ['tag != final', ['weak-run', 'baseline-run']],
    ['tag in (final, "paper 1")', ['cored-run', 'baseline-run']],
    ['tag ~ paper', ['baseline-run']],
    ['averageAuc = none', ['baseline-run']],
    ['averageAuc <= 0.7', ['weak-run']],
    ['created = today', ['cored-run']],
    ['created >= -1d', ['cored-run', 'weak-run']],
    ['created < 2026-11', ['baseline-run']],
    ['created = 2026-11-27', ['weak-run']],
    ['created > 2026-09', ['cored-run', 'weak-run']],
    ['weak', ['weak-run']],
    ['cored final', ['cored-run']],
    ['"paper 1"', ['baseline-run']],
    ['seed=1 tag=baseline', ['baseline-run']],
  ])('%s', (query, expected) => {
    expect(ids(query)).toEqual(expected);
  });

  it('asks for the AUC on a task by its name, after the last scored stage', () => {
    const task = cored.chain[1] ?? '';
    const last = cored.matrix.at(-1)?.[1] ?? NaN;
    expect(ids(`auc."${task}" = ${last}`)).toContain('cored-run');
    expect(ids(`auc."${task}" > ${last}`)).not.toContain('cored-run');
  });

  it.each([
    ['averageAuc >', 'The query ends where a value after "averageAuc >" should stand.'],
    ['(method = cored', 'The query ends where ")" should stand.'],
    ['method = cored and', 'The query ends where a comparison or a word should stand.'],
    ['method = = cored', '"=" cannot stand at character 10 of the query.'],
    ['tag = "final', 'The quotation mark before "final" is not closed.'],
    ['averageAuc > high', '"averageAuc >" needs a number after it; the query has "high".'],
    ['created > tomorrow', '"tomorrow" is not a date for "created".'],
    ['created = 2026-06-31', '"2026-06-31" is not a date for "created".'],
    ['averageAcu > 1', 'No run here has a field "averageAcu". Near it: averageAuc.'],
    ['! method', '"!" stands alone in the query'],
  ])('says of %s where it cannot be read', (query, message) => {
    expect(() => compileQuery(query, runs, now)).toThrow(message);
  });
});
