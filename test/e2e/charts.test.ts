/** A run's charts in a real browser: zoom, the shared crosshair, and files with the numbers that are shown. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findChromium, launchChromium, titled } from '../fixtures/chromium';
import { copyOldWorkspace, oldRuns } from '../fixtures/old-workspace';
import { serveWorkbench, type ServedWorkbench } from '../fixtures/serve-workbench';
import { temporaryFolder } from '../fixtures/tiny-workbench';

const chromiumPath = findChromium();

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

  async function exported(kind: string): Promise<string> {
    const files = page.getByRole('group', { name: 'Export: Loss' });
    if (!(await files.isVisible())) await tool('Export').click();
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
});
