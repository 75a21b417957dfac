/** A run's figures in a real browser: those of `cored show`, zoom, the shared crosshair, and files with the numbers that are shown. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scoreMetrics } from '../../src/shared/metrics';
import { coredJson } from '../fixtures/cored-json';
import { findChromium, launchChromium, titled } from '../fixtures/chromium';
import { copyOldWorkspace, oldRuns } from '../fixtures/old-workspace';
import { serveWorkbench, type ServedWorkbench } from '../fixtures/serve-workbench';
import { temporaryFolder } from '../fixtures/tiny-workbench';

const chromiumPath = findChromium();

const Auc = z.number().nullable();
/** Of what `cored show --json` prints. */
const Shown = z.object({
  chain: z.array(z.string()),
  matrix: z.array(z.array(Auc)),
  beforeTraining: z.array(Auc),
  averageAuc: Auc,
  forgetting: Auc,
  reportedSplit: z.string(),
  results: z.array(z.looseObject({ stage: z.number(), task: z.string(), split: z.string() })),
});
const written = (value: unknown) => (typeof value === 'number' ? value.toFixed(3) : '–');

describe.skipIf(!chromiumPath)(titled('the charts of a run', chromiumPath), () => {
  let folder: string;
  let workspace: string;
  let served: ServedWorkbench;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await temporaryFolder('charts');
    workspace = await copyOldWorkspace(folder);
    served = await serveWorkbench(workspace, [folder]);
    browser = await launchChromium(chromiumPath ?? '');
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(60_000);
    await page.goto(served.url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goto(new URL(`/#/runs/${oldRuns.cored}`, page.url()).href);
    await page.locator('[data-testid="loss-chart"]:not([data-points="0"])').waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await served?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const tool = (name: string, chart = 'Loss') => page.getByRole('button', { name: `${name}: ${chart}` });

  async function exported(kind: string, chart = 'Loss'): Promise<string> {
    const files = page.getByRole('group', { name: `Export: ${chart}` });
    if (!(await files.isVisible())) await tool('Export', chart).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      files.getByRole('button', { name: kind, exact: true }).click(),
    ]);
    const path = join(folder, download.suggestedFilename());
    await download.saveAs(path);
    return path;
  }

  async function exportedRows(): Promise<string[][]> {
    const [, ...rows] = (await readFile(await exported('CSV'), 'utf8')).trim().split('\n');
    return rows.map((row) => row.split(','));
  }

  /** Of the run's own file. */
  async function totals(): Promise<number[]> {
    const Event = z.object({
      body: z.object({ type: z.string(), losses: z.object({ total: z.number() }).optional() }),
    });
    const lines = (await readFile(join(workspace, 'runs', oldRuns.cored, 'events.jsonl'), 'utf8')).trim().split('\n');
    return lines.flatMap((line) => {
      const { body } = Event.parse(JSON.parse(line));
      return body.type === 'batches/ended' && body.losses ? [body.losses.total] : [];
    });
  }

  it('export every number of the run as CSV, as many points as SVG, and a PNG', async () => {
    const expected = await totals();
    expect(expected.length).toBeGreaterThan(3);
    expect((await exportedRows()).map(([, total]) => Number(total))).toEqual(expected);
    const svg = await readFile(await exported('SVG, one column'), 'utf8');
    const [, path = ''] = /<path d="([^"]*)" fill="none"/.exec(svg) ?? [];
    expect(path.match(/[ML]/g)).toHaveLength(expected.length);
    expect(svg).toMatch(/<text [^>]*>total<\/text>/);
    const png = await readFile(await exported('PNG'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThan(1500); // pixels across
  });

  it('zoom to what is marked, export what is seen, and show all again after a double click', async () => {
    const all = (await exportedRows()).length;
    const box = await page.getByTestId('loss-chart').boundingBox();
    if (!box) throw new Error('The loss chart is not on the page.');
    const [left, right, middle] = [box.x + box.width * 0.15, box.x + box.width * 0.5, box.y + box.height / 2];
    await page.mouse.move(left, middle);
    await page.mouse.down();
    await page.mouse.move(right, middle + 3, { steps: 5 });
    await page.mouse.up();
    await tool('Show all').waitFor();
    const seen = (await exportedRows()).length;
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThan(all);
    await page.mouse.dblclick(left, middle);
    await tool('Show all').waitFor({ state: 'hidden' });
    expect((await exportedRows()).length).toBe(all);
  });

  it('zoom by keyboard, and share the crosshair', async () => {
    await tool('Zoom in', 'AUC on each task').focus();
    await page.keyboard.press('+');
    await tool('Show all', 'AUC on each task').waitFor();
    await page.keyboard.press('0');
    await tool('Show all', 'AUC on each task').waitFor({ state: 'hidden' });
    const box = await page.getByTestId('loss-chart').boundingBox();
    if (!box) throw new Error('The loss chart is not on the page.');
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
    const places = page.getByTestId('crosshair-place');
    await expect.poll(() => places.count()).toBe(2);
    expect(await places.allInnerTexts()).toEqual([expect.stringMatching(/^epoch /), expect.stringMatching(/^epoch /)]);
  });

  it('are the figures of cored show, in matrix, results and comparison, and in the files of its charts', async () => {
    const shown = await coredJson(Shown, workspace, 'show', oldRuns.cored);
    const cells = [shown.beforeTraining, ...shown.matrix].flatMap((row, stage) =>
      row.map((value, task) => [`matrix-${stage === 0 ? 'before' : stage - 1}-${task}`, written(value)] as const),
    );
    for (const [id, text] of cells) expect([id, await page.getByTestId(id).innerText()]).toEqual([id, text]);
    const last = shown.results.filter(
      ({ stage, split }) => stage === shown.chain.length && split === shown.reportedSplit,
    );
    const table = page.getByTestId('results-table').locator('tbody tr');
    expect(await table.count()).toBe(last.length);
    for (const [index, task] of shown.chain.entries()) {
      const result = last.find((one) => one.task === task);
      const texts = (await table.nth(index).locator('td').allInnerTexts()).slice(-scoreMetrics.length - 1, -1);
      // The interval stands behind the first.
      expect(texts.map((text) => /^–|^[01]\.\d{3}/.exec(text.trim())?.[0])).toEqual(
        scoreMetrics.map(({ id }) => written(result?.[id])),
      );
    }

    await page.goto(new URL(`/#/compare?runs=${oldRuns.cored}`, page.url()).href);
    const row = page.getByTestId('comparison-row-cored');
    await row.waitFor();
    for (const value of [...(shown.matrix.at(-1) ?? []), shown.averageAuc, shown.forgetting]) {
      expect(await row.innerText()).toContain(written(value));
    }
    const title = `What is left of ${shown.chain[0]}`;
    const ofFirst = shown.matrix.flatMap(([auc]) => (auc === null || auc === undefined ? [] : [auc]));
    const [, ...rows] = (await readFile(await exported('CSV', title), 'utf8')).trim().split('\n');
    expect(rows.map((line) => Number(line.split(',')[1]))).toEqual(ofFirst);
    const svg = await readFile(await exported('SVG, one column', title), 'utf8');
    const heights = [...(/<path d="(M[^"]*)" fill="none"/.exec(svg)?.[1] ?? '').matchAll(/[ML]\S+ (\S+?)(?=[ML]|$)/g)];
    // What lies between two heights is the plot's height times what lies between the values, over the axis' range.
    const ticks = [...svg.matchAll(/y1="(\S+)" y2="\1" style[^>]*\/><text [^>]*>([\d.]+)</g)].map(([, y, text]) => ({
      y: Number(y),
      value: Number(text),
    }));
    const [low, high] = [ticks[0], ticks.at(-1)];
    if (!low || !high) throw new Error('The figure has no numbers along its axis.');
    const slope = (high.value - low.value) / (high.y - low.y);
    for (const [index, [, y]] of heights.entries()) {
      expect(low.value + (Number(y) - low.y) * slope).toBeCloseTo(ofFirst[index] ?? NaN, 3);
    }
    expect(heights).toHaveLength(ofFirst.length);
  });
});
