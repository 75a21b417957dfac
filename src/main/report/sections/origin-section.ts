/** Where the numbers come from: data by their fingerprints, seeds, engines and versions. No path of the machine is told. */
import { basename } from 'node:path';
import { formatDuration } from '../../../shared/format';
import { markup, nothing, type Markup } from '../../../shared/figures/markup';
import type { ReportContent, ReportedRun } from '../report-content';
import { table } from '../table';

export function originSection({ runs }: ReportContent): Markup {
  return markup`<section id="origin">
    <h2>Data, seeds and environment</h2>
    ${dataTable(runs)} ${runTable(runs)} ${versionTable(runs)}
  </section>`;
}

/** A task has several fingerprints where runs of one chain were given different images. */
function dataTable(runs: readonly ReportedRun[]): Markup {
  const all = Map.groupBy(
    runs.flatMap(({ file }) => file.chain),
    ({ name }) => name,
  );
  const rows = [...all].map(([name, tasks]) => {
    const fingerprints = [...new Set(tasks.map(({ fingerprint }) => fingerprint))];
    const splits = [...new Set(tasks.map(({ hasTest }) => (hasTest ? 'train, val, test' : 'train, val')))];
    return [name, splits.join(' or '), markup`${fingerprints.map((one) => markup`<code>${one}</code> `)}`];
  });
  const differ = [...all.values()].some((tasks) => new Set(tasks.map(({ fingerprint }) => fingerprint)).size > 1);
  return markup`${table({
    caption: 'Data: SHA-256 over every image’s path and content.',
    head: ['Task', 'Splits', 'Fingerprint'],
    rows,
  })}${differ ? markup`<p><b>The runs were given different images under the same names of tasks.</b></p>` : nothing}`;
}

function runTable(runs: readonly ReportedRun[]): Markup {
  return table({
    caption: 'Runs. Equal seeds on one machine give equal bytes.',
    head: ['Run', 'Id', 'Seed', 'State', 'Engine', 'Started from', 'Made', 'Training time'],
    rows: runs.map(({ detail: { summary }, file }) => [
      summary.name,
      markup`<code>${summary.id}</code>`,
      String(summary.seed),
      summary.state,
      summary.engine ?? `${summary.engineWish} (asked for)`,
      file.initialWeights === null ? 'a seeded initialisation' : basename(file.initialWeights),
      summary.createdAt.slice(0, 16).replace('T', ' '),
      formatDuration(summary.seconds),
    ]),
  });
}

/** One column for each set of versions that runs were made with. */
function versionTable(runs: readonly ReportedRun[]): Markup {
  const sets = new Map<string, { versions: Record<string, string>; runs: number }>();
  for (const { file } of runs) {
    const key = JSON.stringify(file.versions);
    const known = sets.get(key) ?? { versions: file.versions, runs: 0 };
    sets.set(key, { ...known, runs: known.runs + 1 });
  }
  const all = [...sets.values()];
  const names = [...new Set(all.flatMap(({ versions }) => Object.keys(versions)))];
  if (names.length === 0) return markup`<p class="soft">No versions were recorded with these runs.</p>`;
  return table({
    caption: 'Environment that the runs were made in.',
    head: [
      'What',
      ...(all.length === 1 ? ['Version'] : all.map((one) => `Version (${one.runs} of ${runs.length} runs)`)),
    ],
    rows: names.map((name) => [name, ...all.map(({ versions }) => versions[name] ?? '–')]),
  });
}
