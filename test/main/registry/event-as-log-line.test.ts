/** What events say in a run's log. */
import { expect, it } from 'vitest';
import { eventAsLogLine } from '../../../src/main/registry/event-as-log-line';

it('counts epochs and batches of a stage, one of each included', () => {
  const started = { type: 'stage/started', stage: 1, task: 'Splice' } as const;
  expect(eventAsLogLine({ ...started, epochs: 1, batchesPerEpoch: 1 })?.message).toBe(
    'Stage 1, task Splice: 1 epoch of 1 batch.',
  );
  expect(eventAsLogLine({ ...started, epochs: 20, batchesPerEpoch: 8 })?.message).toBe(
    'Stage 1, task Splice: 20 epochs of 8 batches.',
  );
});
