/** A user's whole path in a real browser against the built server, registry and training workers. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunFolder } from '../../src/main/runs/run-folder';
import { trainFromCommandLine, weightsOf } from '../fixtures/command-line-run';
import { findChromium, launchChromium, titled } from '../fixtures/chromium';
import { makeTinyDataset } from '../fixtures/make-tiny-dataset';
import { serveWorkbench, type ServedWorkbench } from '../fixtures/serve-workbench';
import { temporaryFolder } from '../fixtures/tiny-workbench';
import { UserSteps, type ChooseFolder } from './user-steps';

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

  const choose: ChooseFolder = async (path, open) => {
    await open();
    await page.getByTestId('folder-path').locator('input').or(page.getByTestId('folder-path')).last().fill(path);
    await page.keyboard.press('Enter');
    await page.getByTestId('folder-choose').click();
  };
  const steps = () => new UserSteps(page, choose);

  it('opens with the one-time token and goes on to a clean address', async () => {
    await page.goto(served.url);
    await page.getByTestId('empty-state').waitFor();
    expect(page.url()).not.toContain('token');
  });

  it('scans a dataset into its tasks', async () => {
    await steps().addDataset(join(folder, 'tiny'), ['Stripes', 'Bars']);
    expect(await page.getByTestId('dataset').innerText()).toContain('24');
  });

  it('builds a chain of two tasks, says what will start, and starts it', async () => {
    await steps().startExperiment({ chain: ['Stripes', 'Bars'], methods: ['ft', 'cored'], epochs: 3 });
  });

  it('shows curve points as they arrive, also after a reload in the middle', async () => {
    await steps().openFirstRun();
    await steps().seeCurvePoints();
    await page.reload();
    await steps().seeCurvePoints();
    await steps().seeState(/complete/i);
  });

  it('shows the finished AUC matrix, which the scores on disk recompute to', async () => {
    await steps().compareMatrixWithScores(join(folder, 'workspace'), ['Stripes', 'Bars']);
  });

  it('exports the weights of a stage to a chosen folder', async () => {
    await steps().exportWeights(2, join(folder, 'exports'));
    const written = await readdir(join(folder, 'exports'), { recursive: true });
    expect(written.some((path) => path.endsWith('model.json'))).toBe(true);
  });

  it('writes and downloads a report of the run that opens without the program, and its files for another tracker', async () => {
    const to = join(folder, 'exports');
    const path = join(to, `${steps().shownRun()}.html`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      steps().handOn('report', to, () => page.getByTestId('download').click()),
    ]);
    expect(download.suggestedFilename()).toBe(`${steps().shownRun()}.html`);
    expect(await readFile(await download.path(), 'utf8')).toBe(await readFile(path, 'utf8'));
    expect(await steps().handOn('mlflow', to)).toContain(join(to, 'mlruns'));
    const shown = await page.getByTestId('matrix-1-0').innerText();
    const report = await browser.newPage();
    await report.goto(`file://${path}`);
    // Before training stands first.
    expect(await report.locator('article table.matrix tbody tr').nth(2).locator('td').first().innerText()).toBe(shown);
    await report.close();
  });

  it('compares the two runs side by side', async () => {
    await steps().seeCompleteRuns(2);
    await steps().compareAllRuns(['ft', 'cored']);
  });

  it('finds everything again when the server is started anew', async () => {
    await served.stop();
    served = await serveWorkbench(join(folder, 'workspace'), [folder]);
    await page.goto(served.url);
    await steps().seeCompleteRuns(2);
  });

  it('scrolls each view in one place, with bars in the colours of the theme', async () => {
    const addressOf = async (link: string) => page.locator(`a[href^="#/${link}/"]`).first().getAttribute('href');
    const views = ['datasets', 'weights', 'evaluate', 'engine', 'experiments/new', 'runs', 'experiments'].map(
      (view) => `#/${view}`,
    );
    await page.goto(new URL('/#/runs', page.url()).href);
    await page.getByTestId('run-state').first().waitFor();
    views.push((await addressOf('runs')) ?? '', (await addressOf('experiments')) ?? '');
    expect(views).not.toContain('');
    await page.setViewportSize({ width: 1024, height: 640 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const view of views) {
        await page.goto(new URL(`/${view}`, page.url()).href);
        await page.locator('main h1').first().waitFor();
        await page.waitForTimeout(300); // charts and their tables for screen readers
        const found = await page.evaluate(
          `[document.documentElement.scrollHeight - innerHeight, getComputedStyle(document.documentElement).colorScheme]`,
        );
        expect([view, found]).toEqual([view, [0, colorScheme]]);
      }
    }
  });

  it('trained to the weights of the command line: the same seed, the same bytes', async () => {
    const [runId = ''] = await readdir(join(folder, 'workspace', 'runs'));
    const runFolder = new RunFolder(join(folder, 'workspace', 'runs', runId));
    const { chain, recipe, seed } = await runFolder.readRun();
    const run = { chain: chain.map(({ name }) => name), recipe, seed };
    const trained = await trainFromCommandLine(run, join(folder, 'tiny'), join(folder, 'command-line'));
    expect(trained).toHaveLength(2);
    expect(trained).toEqual(await weightsOf(runFolder.path));
  });

  it('leaves no error in the console', () => {
    // The socket of the server that was stopped is the one loss that the browser reports by itself.
    expect(consoleProblems.filter((text) => !/WebSocket|ERR_CONNECTION_REFUSED/.test(text))).toEqual([]);
  });
});
