/** A user's whole path in a real browser against the built server, registry and training workers. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auc } from '../../src/shared/metrics/auc';
import { parseScores } from '../../src/main/worker/score-file';
import { findChromium, launchChromium, titled } from '../fixtures/chromium';
import { makeTinyDataset } from '../fixtures/make-tiny-dataset';
import { serveWorkbench, type ServedWorkbench } from '../fixtures/serve-workbench';
import { temporaryFolder } from '../fixtures/tiny-workbench';

const chromiumPath = findChromium();

describe.skipIf(!chromiumPath)(titled('a user in the browser', chromiumPath), () => {
  let folder: string;
  let served: ServedWorkbench;
  let browser: Browser;
  let page: Page;
  const consoleProblems: string[] = [];

  beforeAll(async () => {
    folder = await temporaryFolder('e2e');
    await makeTinyDataset(join(folder, 'tiny'), { tasks: ['Stripes', 'Bars'], perClass: 24, size: 64 });
    await mkdir(join(folder, 'exports'));
    served = await serveWorkbench(join(folder, 'workspace'), [folder]);
    browser = await launchChromium(chromiumPath ?? '');
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(60_000);
    page.on('console', (message) => {
      if (message.type() === 'error') consoleProblems.push(message.text());
    });
    page.on('pageerror', (error) => consoleProblems.push(String(error)));
  });

  afterAll(async () => {
    await browser?.close();
    await served?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const byId = (id: string) => page.getByTestId(id);

  async function chooseFolder(path: string): Promise<void> {
    await byId('folder-path').locator('input').or(byId('folder-path')).last().fill(path);
    await page.keyboard.press('Enter');
    await byId('folder-choose').click();
  }

  it('opens with the one-time token and goes on to a clean address', async () => {
    await page.goto(served.url);
    await byId('empty-state').waitFor();
    expect(page.url()).not.toContain('token');
  });

  it('scans a dataset into its tasks', async () => {
    await page.goto(new URL('/#/datasets', page.url()).href);
    await byId('add-dataset').first().click();
    await chooseFolder(join(folder, 'tiny'));
    await byId('task-Stripes').waitFor();
    await byId('task-Bars').waitFor();
    expect(await byId('dataset').innerText()).toContain('24');
  });

  it('builds a chain of two tasks, says what will start, and starts it', async () => {
    await byId('new-experiment-from-dataset').click();
    await byId('add-task-Bars').click();
    await byId('add-task-Stripes').click();
    await byId('move-up-Stripes').press('Enter');
    await expect.poll(() => byId('chain-item-0').innerText()).toContain('Stripes');
    for (const method of ['ft', 'cored']) {
      const choice = byId(`method-${method}`)
        .locator('input[type=checkbox]')
        .or(byId(`method-${method}`))
        .last();
      if (!(await choice.isChecked())) await choice.check({ force: true });
    }
    await page.getByLabel('Epochs').fill('3');
    await page.getByLabel('Batch size').fill('16');
    await page.keyboard.press('Tab');
    expect(await byId('start-summary').innerText()).toMatch(/2 runs/);
    await byId('start-experiment').click();
    await page.waitForURL(/#\/experiments\/(?!new)/);
  });

  it('shows curve points as they arrive, also after a reload in the middle', async () => {
    await byId('run-link').first().click();
    await page.waitForURL(/#\/runs\//);
    const points = async () => Number(await byId('loss-chart').getAttribute('data-points'));
    await expect.poll(points, { timeout: 60_000 }).toBeGreaterThan(0);
    await page.reload();
    await expect.poll(points, { timeout: 60_000 }).toBeGreaterThan(0);
    await expect.poll(() => byId('run-state').innerText(), { timeout: 120_000 }).toMatch(/complete/i);
  });

  it('shows the finished AUC matrix, which the scores on disk recompute to', async () => {
    const [run] = await readdir(join(folder, 'workspace', 'runs'));
    const runId = /#\/runs\/([^/?]+)/.exec(page.url())?.[1] ?? run ?? '';
    for (const [i, j] of [
      [0, 0],
      [1, 0],
      [1, 1],
    ] as const) {
      const task = ['Stripes', 'Bars'][j] ?? '';
      const path = join(folder, 'workspace', 'runs', runId, 'scores', `step-${i + 1}`, `${task}.val.csv`);
      const rows = parseScores(await readFile(path, 'utf8'), path);
      const expected = auc(
        rows.map(({ label }) => label),
        rows.map(({ score }) => score),
      );
      expect(expected).not.toBeNull();
      expect((await byId(`matrix-${i}-${j}`).innerText()).trim()).toBe(expected?.toFixed(3));
    }
  });

  it('exports the weights of a step to a chosen folder', async () => {
    await byId('export-step-2').click();
    await byId('export-weights').click();
    await chooseFolder(join(folder, 'exports'));
    await byId('export-written').waitFor();
    const written = await readdir(join(folder, 'exports'), { recursive: true });
    expect(written.some((path) => path.endsWith('model.json'))).toBe(true);
    await page.keyboard.press('Escape');
  });

  it('compares the two runs side by side', async () => {
    await page.goto(new URL('/#/runs', page.url()).href);
    await expect
      .poll(
        () =>
          page
            .getByTestId('run-state')
            .filter({ hasText: /complete/i })
            .count(),
        { timeout: 120_000 },
      )
      .toBe(2);
    for (const box of await page.locator('[data-testid^="choose-"]').all()) await box.click();
    await byId('compare-runs').click();
    await byId('comparison-row-ft').waitFor();
    const row = await byId('comparison-row-cored').innerText();
    expect(row).toMatch(/[01]\.\d{3}/);
  });

  it('finds everything again when the server is started anew', async () => {
    await served.stop();
    served = await serveWorkbench(join(folder, 'workspace'), [folder]);
    await page.goto(served.url);
    await page.goto(new URL('/#/runs', page.url()).href);
    await expect
      .poll(
        () =>
          page
            .getByTestId('run-state')
            .filter({ hasText: /complete/i })
            .count(),
        { timeout: 20_000 },
      )
      .toBe(2);
  });

  it('leaves no error in the console', () => {
    // The socket of the server that was stopped is the one loss that the browser reports by itself.
    expect(consoleProblems.filter((text) => !/WebSocket|ERR_CONNECTION_REFUSED/.test(text))).toEqual([]);
  });
});
