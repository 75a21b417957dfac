/** A run as an event file that TensorBoard opens: `<folder>/<run id>/events.out.tfevents.<second>.cored`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeMarkdown } from '../../../core/comparison/render-markdown';
import { writeDurably } from '../../runs/durable-file';
import { matrixMarkdown } from '../matrix-markdown';
import type { TrackedRun } from '../tracked-run';
import { scalarEvent, textEvent, versionEvent } from './events';
import { hyperparameterEvents } from './hyperparameters';
import { tfRecord } from './record';

/** Each export of a run writes the same file. */
export async function writeEventFile(run: TrackedRun, folder: string): Promise<string[]> {
  const to = join(folder, run.summary.id);
  const path = join(to, `events.out.tfevents.${Math.floor(run.startedMs / 1000)}.cored`);
  await mkdir(to, { recursive: true });
  // In one piece: there can be hundreds of thousands.
  await writeDurably(path, Buffer.concat(eventsOf(run).map(tfRecord)));
  return [path];
}

function eventsOf(run: TrackedRun): Uint8Array[] {
  const { summary, startedMs, endedMs, facts, series } = run;
  const atStart = { timeMs: startedMs, step: 0 };
  const atEnd = { timeMs: endedMs ?? startedMs, step: summary.chain.length };
  return [
    versionEvent(startedMs),
    ...hyperparameterEvents(run),
    textEvent('run/facts', atStart, factTable(facts)),
    ...(summary.notes === '' ? [] : [textEvent('run/notes', atStart, summary.notes)]),
    textEvent('run/aucMatrix', atEnd, matrixMarkdown(summary)),
    ...series.flatMap(({ name, points }) => points.map((point) => scalarEvent(name, point))),
  ];
}

function factTable(facts: TrackedRun['facts']): string {
  const rows = Object.entries(facts).map(([name, value]) => `| ${escapeMarkdown(name)} | ${escapeMarkdown(value)} |`);
  return ['| fact | value |', '| --- | --- |', ...rows].join('\n');
}
