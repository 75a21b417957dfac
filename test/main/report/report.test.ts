/** The report of an experiment: one file that needs nothing else, with the numbers that `cored show --json` prints. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runReport } from '../../../src/main/cli/run-report';
import { dark, light } from '../../../src/main/report/colours';
import type { Workbench } from '../../../src/main/workbench-api';
import { formatNumber, formatScore } from '../../../src/shared/format';
import { matrixMetrics } from '../../../src/shared/metrics';
import { methodColours } from '../../../src/shared/method-colour';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { trackerIds } from '../../../src/shared/tracker';
import { copyOldWorkspace, oldRuns } from '../../fixtures/old-workspace';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

const runIds = [oldRuns.ft, oldRuns.cored];
let folder: string;
let workbench: Workbench;
let page: string;
beforeAll(async () => {
  folder = await temporaryFolder('report');
  workbench = await openTestWorkbench(await copyOldWorkspace(folder));
  await workbench.call('run/annotate', {
    runId: oldRuns.ft,
    notes: { name: 'FT <script>alert(1)</script>', notes: 'A & "B"' },
  });
  const { files } = await workbench.call('report/write', { runIds, to: join(folder, 'out', 'report.html') });
  page = await readFile(files[0] ?? '', 'utf8');
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

/** What stands between the tags of one run. */
function articleOf(runId: string): string {
  return page.split('<article id="').find((part) => part.startsWith(`run-${runId}"`)) ?? '';
}

describe('a report', () => {
  it('is one file that fetches nothing, runs nothing, and names no path of this machine', () => {
    expect(page.startsWith('<!doctype html>')).toBe(true);
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed)\b|@import|url\(|\bsrc=|\bon\w+="/i);
    expect([...page.matchAll(/href="([^"]*)"/g)].map(([, target = '']) => target[0])).not.toContain('h');
    expect(page).toContain("default-src 'none'");
    expect(page).not.toContain(folder);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('shows a person’s texts as texts', () => {
    expect(page).toContain('FT &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('A &amp; &quot;B&quot;');
  });

  it('has the AUC matrix and measures of each run as they are shown, and every measure of every stage', async () => {
    for (const runId of runIds) {
      const { summary, results } = await workbench.call('run/get', { runId });
      const [article, shown] = [articleOf(runId), runReport(summary)];
      const cells = [...article.matchAll(/<td class="[^"]*" style="--heat: \d+%" title="([^"]*)">([^<]*)<\/td>/g)];
      const expected = [shown.beforeTraining, ...shown.matrix].flat().filter((auc) => auc !== null);
      expect(cells.map(([, exact]) => Number(exact))).toEqual(expected);
      expect(cells.map(([, , text]) => text)).toEqual(expected.map(formatScore));
      for (const { id, label } of matrixMetrics) {
        expect(article).toMatch(new RegExp(`>${label}</dt>\\s*<dd>${formatScore(shown[id])}</dd>`));
      }
      expect(article.match(/95 % interval/g)).toHaveLength(1);
      for (const { accuracy } of results) expect(article).toContain(`>${formatScore(accuracy)}</td>`);
    }
  });

  it('draws curves whose numbers stand below them, those of the run’s page', async () => {
    for (const runId of runIds) {
      const { lossPoints, aucPoints, summary } = await workbench.call('run/get', { runId });
      const csvs = [...articleOf(runId).matchAll(/<pre>([^<]*)<\/pre>/g)].map(([, text = '']) => text.split('\n'));
      const [losses = [], aucs = []] = csvs;
      expect(losses.slice(1).map((line) => line.split(',').slice(0, 2).map(Number))).toEqual(
        lossPoints.map(({ x, losses: { total } }) => [x, total]),
      );
      expect(aucs[0]).toBe(['epoch', ...summary.chain].join(','));
      expect(aucs.slice(1).map((line) => line.split(',').map(Number))).toEqual(
        aucPoints.map(({ x, aucs: byTask }) => [x, ...summary.chain.map((task) => byTask[task])]),
      );
      const [path = ''] = articleOf(runId).match(/<path d="M[^"]*" fill="none"/) ?? [];
      expect(path.match(/[ML]/g)).toHaveLength(lossPoints.length);
    }
  });

  it('has the comparison, what is forgotten, recipes, seeds, fingerprints and versions', async () => {
    const comparison = await workbench.call('comparison/get', { runIds });
    for (const { averageAuc, forgetting } of comparison.rows) {
      for (const statistic of [averageAuc, forgetting]) {
        expect(page).toContain(`">${formatNumber(statistic?.mean ?? NaN, 3)}</td>`);
      }
    }
    for (const { label } of comparison.differences) {
      expect(page).toContain(`<th scope="row">${label.replaceAll("'", '&#39;')}</th>`);
    }
    for (const runId of runIds) {
      const { summary } = await workbench.call('run/get', { runId });
      const file = await new RunFolder(summary.folder).readRun();
      for (const { fingerprint } of file.chain) expect(page).toContain(`<code>${fingerprint}</code>`);
      for (const [name, version] of Object.entries(file.versions)) {
        expect(page).toMatch(new RegExp(`<th scope="row">${name}</th>\\s*<td class="">${version}</td>`));
      }
      expect(page).toContain(`<code>${runId}</code>`);
    }
  });

  it('goes into a folder under the run’s or the experiment’s id', async () => {
    const to = join(folder, 'folder');
    const { summary } = await workbench.call('run/get', { runId: oldRuns.cored });
    const one = await workbench.call('report/write', { runIds: [oldRuns.cored], to });
    const both = await workbench.call('report/write', { runIds, to });
    expect([...one.files, ...both.files]).toEqual([
      join(to, `${oldRuns.cored}.html`),
      join(to, `${summary.experimentId}.html`),
    ]);
  });

  it('can be written of a run that has not begun, as can a tracker’s files', async () => {
    const { runs } = await workbench.call('experiment/create', {
      ...{ name: 'Waiting', dataset: join(folder, 'data'), chain: ['alpha', 'beta'], methods: ['ft'] },
      ...{ network: 'small-cnn', preset: 'corrected', parameters: { imageSize: 32 }, methodParameters: {} },
      ...{ seeds: [1], engine: 'cpu', initialWeights: null },
    });
    const asked = { runIds: runs.map(({ id }) => id), to: join(folder, 'waiting') };
    const { files } = await workbench.call('report/write', asked);
    const text = await readFile(files[0] ?? '', 'utf8');
    expect(text).toContain('Nothing was scored yet.');
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
    for (const tracker of trackerIds) {
      expect((await workbench.call('tracker/export', { ...asked, tracker })).files).toHaveLength(1);
    }
  });

  it('says what a run that was cut off has: its state, and – for what was not scored', async () => {
    const { files } = await workbench.call('report/write', { runIds: [oldRuns.cutOff], to: join(folder, 'cut') });
    const text = await readFile(files[0] ?? '', 'utf8');
    expect(text).toContain('interrupted');
    expect(text).toContain('<td class="none">–</td>');
  });
});

it('has the colours of the interface’s theme', async () => {
  const tokens = await readFile(join(import.meta.dirname, '../../../src/renderer/theme/tokens.css'), 'utf8');
  const colours = (part: string, kind: string) =>
    [...part.matchAll(new RegExp(`--${kind}-([\\w]+): (#[0-9a-f]{6});`, 'g'))].map(([, name, colour]) => [
      name,
      colour,
    ]);
  const [lightPart = '', darkPart = ''] = tokens.split(":root[data-theme='dark']");
  for (const [part, palette] of [
    [lightPart, light],
    [darkPart, dark],
  ] as const) {
    expect(colours(part, 'series')).toEqual(palette.series.map((colour, index) => [String(index + 1), colour]));
    expect(Object.fromEntries(colours(part, 'method'))).toEqual(palette.methods);
    expect(Object.fromEntries(colours(part, 'heat'))).toMatchObject(palette.heat);
    expect(Object.keys(palette.methods).sort()).toEqual([...methodColours].sort());
  }
});
