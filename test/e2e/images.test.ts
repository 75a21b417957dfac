/** Looking at images in a real browser: the gallery, what was forgotten, one threshold, one image. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium, titled } from '../fixtures/chromium';
import { makeInterfaceWorkspace, type InterfaceWorkspace } from '../fixtures/interface-workspace';
import { parseScores } from '../fixtures/parse-scores';
import { serveWorkbench, type ServedWorkbench } from '../fixtures/serve-workbench';
import { temporaryFolder } from '../fixtures/tiny-workbench';

const chromiumPath = findChromium();

describe.skipIf(!chromiumPath)(titled('images', chromiumPath), () => {
  let folder: string;
  let made: InterfaceWorkspace;
  let served: ServedWorkbench;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await temporaryFolder('images-e2e');
    made = await makeInterfaceWorkspace(folder);
    served = await serveWorkbench(made.workspace, [folder]);
    browser = await launchChromium(chromiumPath ?? '');
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(60_000);
    await page.goto(served.url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.evaluate(`location.hash = '#/runs/${made.runId}'; undefined`);
  });

  afterAll(async () => {
    await browser?.close();
    await served?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** By the score files themselves: right after stage 1 and wrong after stage 2. */
  async function forgottenInFiles(threshold: number): Promise<number> {
    const read = async (stage: number) => {
      const path = join(made.workspace, 'runs', made.runId, 'scores', `stage-${stage}`, 'Stripes.test.csv');
      return parseScores(await readFile(path, 'utf8'), path);
    };
    const isRight = ({ label, score }: { label: number; score: number }) => score > threshold === (label === 0);
    const now = new Map((await read(2)).map((row) => [row.file, row]));
    return (await read(1)).filter((row) => {
      const later = now.get(row.file);
      return later !== undefined && isRight(row) && !isRight(later);
    }).length;
  }

  it('are reached from the run, drawn, and counted as the files count them at every threshold', async () => {
    await page.getByRole('button', { name: 'Images' }).click();
    const grid = page.getByRole('region', { name: 'Images' });
    await grid.getByRole('img').first().waitFor();
    expect(await grid.getByRole('listitem').count()).toBe(16);
    for (const threshold of [0.3, 0.5, 0.7]) {
      await page.getByRole('slider', { name: 'Threshold' }).fill(String(threshold * 1000));
      const count = await forgottenInFiles(threshold);
      await page.getByRole('button', { name: `Show the ${count} forgotten at stage 2` }).waitFor();
    }
  });

  it('show one image with its scores along the chain and what the score hangs on', async () => {
    await page.getByRole('region', { name: 'Images' }).getByRole('button').first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('img', { name: 'Score of this image after each stage, by run' }).waitFor();
    await dialog.getByRole('button', { name: 'Show what the score hangs on' }).click();
    await dialog.getByText('It shows what this network’s score reacts to').waitFor();
    expect(await dialog.getByText('image or weights are not what they were').count()).toBe(0);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('keep in the address what is looked at', async () => {
    await page.reload();
    await page.getByRole('slider', { name: 'Threshold' }).waitFor();
    expect(await page.getByRole('slider', { name: 'Threshold' }).inputValue()).toBe('700');
  });
});
