/** How far datasets are made and scanned, in a terminal. */
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { showScans } from '../../../src/main/cli/show-scans';
import { Terminal } from '../../../src/main/cli/terminal';
import type { Workbench } from '../../../src/main/workbench-api';
import type { Dataset } from '../../../src/shared/task';

type Listener = Parameters<Workbench['subscribe']>[0];

function sink(onText: (text: string) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _, done) {
      onText(chunk.toString());
      done();
    },
  });
}

/** Each tenth of making and of scanning 20 images, as it is said where lines cannot be rewritten. */
function said(phases: readonly ('making' | 'scanning')[]): string[] {
  let errors = '';
  let tell: Listener = () => undefined;
  const terminal = new Terminal({
    output: sink(() => undefined),
    errors: sink((text) => (errors += text)),
    isInteractive: false,
    columns: () => 80,
  });
  const subscribe = (listener: Listener) => {
    tell = listener;
    return () => undefined;
  };
  const stop = showScans({ subscribe }, terminal);
  const dataset: Dataset = {
    id: 'd',
    name: 'demo',
    path: '/demo',
    state: 'scanning',
    progress: null,
    scannedAt: null,
    tasks: [],
    problems: [],
  };
  for (const phase of phases) {
    for (let done = 1; done <= 20; done += 1) {
      tell('dataset/changed', { ...dataset, progress: { phase, done, total: 20 } });
    }
  }
  stop();
  return errors.trim().split('\n');
}

it('says whether images are made or scanned, each tenth once', () => {
  const lines = said(['making', 'scanning']);
  expect(lines[0]).toBe('Making dataset demo: 1 of 20 images');
  expect(lines).toContain('Making dataset demo: 20 of 20 images');
  expect(lines).toContain('Scanning dataset demo: 1 of 20 images');
  expect(lines.at(-1)).toBe('Scanning dataset demo: 20 of 20 images');
  expect(lines).toHaveLength(22);
});
