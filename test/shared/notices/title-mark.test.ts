/** What the title says of runs that ended while nobody looked. */
import { expect, it } from 'vitest';
import type { RunNotice } from '../../../src/shared/notices/run-watch';
import { titleMark } from '../../../src/shared/notices/title-mark';
import { exampleRun } from '../../core/comparison/run-summary-example';

const notice = (id: string, what: RunNotice['what']): RunNotice => ({ what, run: exampleRun({ id }) });

it('counts what happened, what failed first', () => {
  expect(titleMark([notice('a', 'complete'), notice('b', 'failed'), notice('c', 'complete')])).toBe(
    '1 failed, 2 complete',
  );
});

it('says of each run what happened last', () => {
  expect(titleMark([notice('a', 'stalled'), notice('a', 'complete')])).toBe('1 complete');
});

it('says nothing where nothing happened', () => {
  expect(titleMark([])).toBeNull();
});
