/** What is offered while a query is typed. */
import { describe, expect, it } from 'vitest';
import { completeQuery } from '../../../src/shared/run-query/complete-query';
import { compileQuery } from '../../../src/shared/run-query/match-query';
import { sampleSummary } from '../../renderer/fixtures/sample-data';

const first = { ...sampleSummary(), tags: ['paper 1'] };
const second = { ...sampleSummary(), recipe: { ...sampleSummary().recipe, method: 'ft' } };
const runs = [first, first, second];

function offered(query: string): string[] {
  return completeQuery(query, query.length, runs).choices.map(({ text }) => text);
}

describe('completeQuery', () => {
  it('offers fields where a comparison begins, those first that begin with what is typed', () => {
    expect(offered('meth')[0]).toBe('method');
    expect(offered('averageAuc > 0.9 or ta').slice(0, 2)).toEqual(['tag', 'task']);
  });

  it('offers signs after a field, and then the values that runs have, the most frequent first', () => {
    expect(offered('method ')[0]).toBe('=');
    expect(offered('averageAuc ')[0]).toBe('>');
    expect(offered('method = ')).toEqual(['cored', 'ft']);
    expect(offered('method = f')).toEqual(['ft']);
  });

  it('offers what joins comparisons after a value', () => {
    expect(offered('method = ft ').slice(0, 2)).toEqual(['and', 'or']);
    expect(offered('(')).not.toContain('and');
  });

  it('writes a value of several words so that the query can be read', () => {
    const query = 'tag = pap';
    const { from, to, choices } = completeQuery(query, query.length, runs);
    const completed = query.slice(0, from) + (choices[0]?.text ?? '') + query.slice(to);
    expect(completed).toBe('tag = "paper 1"');
    expect(runs.filter(compileQuery(completed, runs))).toEqual([first, first]);
  });

  it('offers dates for dates', () => {
    expect(offered('created >= to')).toEqual(['today']);
  });

  it('offers something to go on with while a quotation mark is open', () => {
    expect(offered('tag = "pap')).toContain('"paper 1"');
  });
});
