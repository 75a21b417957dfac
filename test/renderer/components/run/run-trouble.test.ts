/** What a run's page says and offers where something keeps the run from getting on. */
import { flushPromises } from '@vue/test-utils';
import { expect, it } from 'vitest';
import RunTrouble from '../../../../src/renderer/components/run/RunTrouble.vue';
import type { RunSummary } from '../../../../src/shared/run';
import { FakeClient } from '../../fixtures/fake-client';
import { mountPart } from '../../fixtures/mount-view';
import { sampleSummary } from '../../fixtures/sample-data';

function mountFor(changes: Partial<RunSummary>, client = new FakeClient()) {
  return mountPart(RunTrouble, { run: { ...sampleSummary(), ...changes } }, client);
}

it('offers to restart a run that hangs', async () => {
  const client = new FakeClient({ 'run/restart': () => sampleSummary() });
  const error = { code: 'hung', message: 'The training process (17) does nothing for 6 min: it hangs.' } as const;
  const part = mountFor({ state: 'training', error }, client);
  expect(part.text()).toContain('does nothing for 6 min');
  await part.get('[data-testid="restart-run"]').trigger('click');
  await flushPromises();
  expect(client.asked).toContainEqual({ name: 'run/restart', input: { runId: sampleSummary().id } });
});

it('says that a run waits for room, and does not call that a failure', () => {
  const part = mountFor({ state: 'paused', error: { code: 'no-room', message: 'There is no room.' } });
  expect(part.text()).toContain('waits for room on the disk');
  expect(part.text()).not.toContain('failed');
  expect(part.find('[data-testid="restart-run"]').exists()).toBe(false);
});

it('says nothing where nothing is wrong', () => {
  expect(mountFor({ state: 'training', error: null }).text()).toBe('');
});
