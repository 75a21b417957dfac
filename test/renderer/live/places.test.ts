/** Where the command palette leads. */
import { expect, it } from 'vitest';
import { findPlaces, mostPlaces } from '../../../src/renderer/live/places';
import { sampleExperiment, sampleSummary } from '../fixtures/sample-data';

const runs = [sampleSummary(), { ...sampleSummary({ method: 'ft' }), tags: ['baseline'] }];
const known = { experiments: [sampleExperiment(runs)], runs };
const found = (search: string) => findPlaces(search, known).map(({ to }) => to);

it('lists the views first, and no more than fit', () => {
  expect(found('')[0]).toBe('/experiments/new');
  const many = Array.from({ length: 500 }, (_, index) => sampleSummary({ id: `run-${index}` }));
  expect(findPlaces('', { experiments: [], runs: many })).toHaveLength(mostPlaces);
});

it('finds experiments and runs by name, task or tag, in whatever case', () => {
  expect(found('ENGINE')).toEqual(['/engine']);
  expect(found('cored')).toEqual(['/runs/demo-cored-1']);
  expect(found('baseline')).toEqual(['/runs/demo-ft-1']);
  expect(found('splice')).toEqual(['/experiments/demo-1', '/runs/demo-cored-1', '/runs/demo-ft-1']);
  expect(found('no such thing')).toEqual([]);
});
