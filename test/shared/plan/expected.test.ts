import { describe, expect, it } from 'vitest';
import { exampleRun } from '../../core/comparison/run-summary-example';
import { expectedSeconds, workOfRun } from '../../../src/shared/plan/expected-seconds';
import { expectedStarts } from '../../../src/shared/plan/expected-starts';

describe('expectedSeconds', () => {
  const trained = (id: string, seconds: number, epochs: number) => {
    const run = exampleRun({ id, seconds, state: 'complete' });
    return { ...run, recipe: { ...run.recipe, parameters: { ...run.recipe.parameters, epochs } } };
  };

  it('takes the median of the time of an epoch of runs of the same work', () => {
    const runs = [trained('a', 10, 10), trained('b', 20, 10), trained('c', 900, 10)];
    expect(expectedSeconds(workOfRun(trained('d', 0, 30)), runs)).toBe(60);
  });

  it('knows nothing of other methods, tasks, and runs that have not ended', () => {
    const run = trained('a', 10, 10);
    const work = workOfRun(run);
    expect(expectedSeconds({ ...work, method: 'other' }, [run])).toBeNull();
    expect(expectedSeconds({ ...work, chain: ['elsewhere'] }, [run])).toBeNull();
    expect(expectedSeconds(work, [{ ...run, state: 'stopped' }])).toBeNull();
    expect(expectedSeconds({ ...work, chain: work.chain.toReversed() }, [run])).toBe(10);
  });
});

describe('expectedStarts', () => {
  it('starts as many at once as find cores, the next when one ends', () => {
    const run = (seconds: number, cores = 1) => ({ seconds, cores });
    expect(expectedStarts([run(30)], [run(10), run(10), run(5)], 2)).toEqual({ startsIn: [0, 10, 20], endsIn: 30 });
    expect(expectedStarts([], [run(10), run(10)], 1)).toEqual({ startsIn: [0, 10], endsIn: 20 });
  });

  it('lets nothing overtake a run that waits for more cores, and one that is too large train alone', () => {
    const runs = [
      { seconds: 10, cores: 8 },
      { seconds: 5, cores: 1 },
    ];
    expect(expectedStarts([{ seconds: 3, cores: 1 }], runs, 2)).toEqual({ startsIn: [3, 13], endsIn: 18 });
  });

  it('tells nothing of what comes after a run of unknown length', () => {
    const unknown = { seconds: null, cores: 1 };
    expect(expectedStarts([unknown], [unknown], 1)).toEqual({ startsIn: [null], endsIn: null });
    expect(expectedStarts([], [unknown, { seconds: 1, cores: 1 }], 1)).toEqual({ startsIn: [0, null], endsIn: null });
  });
});
