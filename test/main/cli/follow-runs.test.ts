/** What is said of runs while they train, in a terminal whose lines cannot be rewritten. */
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { followRuns } from '../../../src/main/cli/follow-runs';
import { Terminal } from '../../../src/main/cli/terminal';
import type { Workbench } from '../../../src/main/workbench-api';
import type { RunEventBody } from '../../../src/shared/event';
import { sampleSummary } from '../../renderer/fixtures/sample-data';
import { eventsOf } from '../../fixtures/run-file';

const run = { ...sampleSummary(), state: 'training' as const };

/** Everything that is said while the worker writes these events and ends. */
async function saidOf(bodies: RunEventBody[]): Promise<string[]> {
  let errors = '';
  const sink = (onText: (text: string) => void) =>
    new Writable({
      write(chunk: Buffer, _, done) {
        onText(chunk.toString());
        done();
      },
    });
  const terminal = new Terminal({
    output: sink(() => undefined),
    errors: sink((text) => (errors += text)),
    isInteractive: false,
    columns: () => 80,
  });
  const listeners: Parameters<Workbench['subscribe']>[0][] = [];
  const workbench = {
    call: async () => [run],
    subscribe: (listener: (typeof listeners)[number]) => {
      listeners.push(listener);
      return () => undefined;
    },
  };
  const following = followRuns({ workbench, terminal }, [run.id]);
  await new Promise(setImmediate);
  for (const tell of listeners) {
    tell('run/events', { runId: run.id, events: eventsOf(bodies) });
    tell('run/changed', { ...run, state: 'complete' });
  }
  await following;
  return errors.trim().split('\n');
}

it('shows what the worker warns of, and not its notes', async () => {
  const said = await saidOf([
    { type: 'log/written', level: 'info', message: 'Start: 270 tensors were read.' },
    { type: 'log/written', level: 'warning', message: 'The images of task A are not the same.' },
  ]);
  expect(said).toEqual([
    `${run.name}: training`,
    `${run.name}: warning: The images of task A are not the same.`,
    `${run.name}: complete`,
  ]);
});
