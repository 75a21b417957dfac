/** Every view for everyone: axe in both themes, by keyboard alone, at 200 % zoom, on a phone, on a wide screen. */
import { rm } from 'node:fs/promises';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium, titled } from '../fixtures/chromium';
import { makeInterfaceWorkspace, type InterfaceWorkspace } from '../fixtures/interface-workspace';
import { serveWorkbench, type ServedWorkbench } from '../fixtures/serve-workbench';
import { temporaryFolder } from '../fixtures/tiny-workbench';
import { findProblems } from './page-checks/axe-problems';
import { findEscapes } from './page-checks/escapes';

const chromiumPath = findChromium();
/** For what the page shows a moment later, on a machine that has other things to do. */
const soon = { timeout: 15_000 };

describe.skipIf(!chromiumPath)(titled('the interface', chromiumPath), () => {
  let folder: string;
  let made: InterfaceWorkspace;
  let served: ServedWorkbench;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await temporaryFolder('interface');
    made = await makeInterfaceWorkspace(folder);
    served = await serveWorkbench(made.workspace, [folder]);
    browser = await launchChromium(chromiumPath ?? '');
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(60_000);
    await page.goto(served.url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.addInitScript({ content: axe.source });
    await page.reload();
  });

  afterAll(async () => {
    await browser?.close();
    await served?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const views = (): Readonly<Record<string, string>> => ({
    experiments: '/experiments',
    experiment: `/experiments/${made.experimentId}`,
    'new experiment': '/experiments/new',
    runs: '/runs',
    run: `/runs/${made.runId}`,
    'images of a run': `/runs/${made.runId}/images`,
    comparison: `/compare?runs=${made.comparedIds.join(',')}`,
    datasets: '/datasets',
    weights: '/weights',
    evaluate: '/evaluate',
    'many evaluations': '/evaluate?many=yes',
    evaluation: `/evaluate/${made.evaluationId}`,
    robustness: `/evaluate/robustness?of=${made.evaluationId}`,
    'images of an evaluation': `/evaluate/${made.evaluationId}/images`,
    engine: '/engine',
    'not found': '/nowhere',
  });

  async function visit(address: string): Promise<void> {
    await page.evaluate(`location.hash = ${JSON.stringify(`#${address}`)}; undefined`);
    await page.locator('main h1, [data-testid="empty-state"]').first().waitFor();
    await page.waitForTimeout(400); // charts, and what is asked for after the view is there
  }

  async function inEachView(check: () => Promise<string[]>): Promise<string[]> {
    const found: string[] = [];
    for (const [view, address] of Object.entries(views())) {
      await visit(address);
      found.push(...(await check()).map((problem) => `${view}: ${problem}`));
    }
    return found;
  }

  describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
    it('has no serious finding of axe in any view', async () => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      expect(await inEachView(() => findProblems(page))).toEqual([]);
    });

    it('has no serious finding of axe in its dialogs, tables of charts and lists of choices', async () => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      type Opened = [name: string, address: string, open: () => Promise<void>];
      const opened: Opened[] = [
        ['notes', `/runs/${made.runId}`, () => page.getByRole('button', { name: 'Notes' }).click()],
        [
          'export',
          '/weights',
          () =>
            page
              .getByRole('button', { name: /^Export/ })
              .first()
              .click(),
        ],
        ['folder', '/datasets', () => page.getByRole('button', { name: 'Add a folder' }).click()],
        [
          'table',
          `/runs/${made.runId}`,
          () =>
            page
              .getByRole('button', { name: /^Show as table/ })
              .first()
              .click(),
        ],
        ...['Options', 'Export'].map((panel): Opened => [
          `chart's ${panel}`,
          `/runs/${made.runId}`,
          () => page.getByRole('button', { name: `${panel}: Loss` }).click(),
        ]),
        ['shortcuts', '/engine', () => page.keyboard.press('?')],
        ['palette', '/engine', () => page.keyboard.press('Control+k')],
        ['choices', '/experiments/new', () => page.getByRole('combobox', { name: 'Network' }).press('Enter')],
      ];
      const found: string[] = [];
      for (const [name, address, open] of opened) {
        await visit(address);
        await open();
        await page.waitForTimeout(400);
        found.push(...(await findProblems(page)).map((problem) => `${name}: ${problem}`));
        await page.keyboard.press('Escape');
      }
      expect(found).toEqual([]);
    });
  });

  it.each([
    ['at 200 % zoom', 720, 450],
    ['on a phone', 360, 800],
    ['on a laptop', 1024, 768],
  ])('keeps everything inside its card and the window %s', async (_, width, height) => {
    await page.setViewportSize({ width, height });
    expect(await inEachView(() => findEscapes(page))).toEqual([]);
  });

  it('fills a wide screen', async () => {
    await page.setViewportSize({ width: 2560, height: 1440 });
    for (const address of ['/runs', `/runs/${made.runId}`, '/experiments/new']) {
      await visit(address);
      const right = await page.evaluate<number>(
        `Math.max(...[...document.querySelectorAll('.card')].map((card) => card.getBoundingClientRect().right))`,
      );
      expect([address, right > 2560 - 60]).toEqual([address, true]);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('shows the theme that a person chooses, and again after a reload', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await visit('/runs');
    const ground = () => page.evaluate<string>(`getComputedStyle(document.body).backgroundColor`);
    const light = await ground();
    await page.getByRole('radio', { name: 'Dark' }).press('Space');
    await expect.poll(ground, soon).not.toBe(light);
    const dark = await ground();
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await ground()).toBe(dark);
    await page.getByText('System', { exact: true }).click();
    await expect.poll(ground, soon).toBe(light);
  });

  it('gives the focus back after Escape in the dialog of folders', async () => {
    await visit('/datasets');
    await page.getByRole('button', { name: 'Add a folder' }).press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(`document.activeElement?.textContent?.trim()`), soon).toBe('Add a folder');
  });

  it('finds search and sort again after Back, and what was typed into the notes after Escape', async () => {
    await visit('/runs');
    await page.getByRole('searchbox').or(page.getByLabel('Search runs')).first().fill('sweep');
    await page.getByRole('button', { name: 'Name' }).click();
    await page.getByRole('link', { name: 'CoReD, alpha 0.1' }).click();
    await page.getByRole('button', { name: 'Notes' }).click();
    await page.getByLabel('Notes', { exact: true }).fill('Typed for long.');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Notes' }).click();
    expect(await page.getByLabel('Notes', { exact: true }).inputValue()).toBe('Typed for long.');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.goBack();
    await page.getByRole('table', { name: 'Runs' }).waitFor();
    expect(await page.getByLabel('Search runs').inputValue()).toBe('sweep');
    expect(await page.locator('[aria-sort="ascending"]').innerText()).toContain('Name');
    expect(await page.locator('[data-row]').count()).toBe(5);
  });

  it('builds a chain and starts it by keyboard alone', async () => {
    await visit('/experiments');
    await tabTo('New experiment', 'button');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'New experiment' }).waitFor();
    await tabTo('Dataset', 'combobox');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'trained' }).waitFor();
    while (
      (await page.getByRole('option', { name: 'trained' }).getAttribute('class'))?.includes('is-hovering') !== true
    )
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo('Add Bars to the chain', 'button');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('Add Stripes to the chain');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('Stripes, position 2 of 2');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe('Stripes, position 1 of 2');
    await tabTo('Epochs');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('1');
    await tabTo('Start the runs', 'button');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/experiments\/(?!new)/);
    await page.getByTestId('run-state').filter({ hasText: 'complete' }).nth(2).waitFor({ timeout: 120_000 });
  });

  const focused = () =>
    page.evaluate<string>(`(() => {
      const { activeElement: at } = document;
      return at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent.trim() ?? at?.textContent.trim() ?? '';
    })()`);

  /** Presses Tab until what is called so has the focus. */
  async function tabTo(name: string, role?: 'button' | 'combobox'): Promise<void> {
    const wanted =
      role === undefined ? page.getByLabel(name, { exact: true }) : page.getByRole(role, { name, exact: true });
    const has = () => wanted.first().evaluate((element) => element.contains(document.activeElement));
    for (let pressed = 0; pressed < 150; pressed += 1) {
      if (await has()) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to "${name}".`);
  }
});
