/** What a user does in the interface, in whichever window it is shown. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { auc } from '../../src/shared/metrics/auc';
import type { TrackerId } from '../../src/shared/tracker';
import { parseScores } from '../fixtures/parse-scores';

/** Opens a dialog for a folder and answers it: a page's own dialog in the browser, the system's in the desktop window. */
export type ChooseFolder = (path: string, open: () => Promise<void>) => Promise<void>;

export interface ExperimentSteps {
  readonly chain: readonly [string, string];
  readonly methods: readonly string[];
  readonly epochs: number;
}

export class UserSteps {
  constructor(
    private readonly page: Page,
    private readonly chooseFolder: ChooseFolder,
  ) {}

  byId(id: string): Locator {
    return this.page.getByTestId(id);
  }

  async visit(route: string): Promise<void> {
    await this.page.evaluate(`location.hash = ${JSON.stringify(`#${route}`)}; undefined`);
  }

  async addDataset(path: string, tasks: readonly string[]): Promise<void> {
    await this.visit('/datasets');
    await this.chooseFolder(path, () => this.byId('add-dataset').first().click());
    for (const task of tasks) await this.byId(`task-${task}`).waitFor();
  }

  /** Builds the chain from the tasks in reverse order and moves the first one up, as a person may. */
  async startExperiment({ chain: [first, second], methods, epochs }: ExperimentSteps): Promise<void> {
    await this.byId('new-experiment-from-dataset').first().click();
    await this.byId(`add-task-${second}`).click();
    await this.byId(`add-task-${first}`).click();
    await this.byId(`move-up-${first}`).press('Enter');
    await expect.poll(() => this.byId('chain-item-0').innerText()).toContain(first);
    for (const box of await this.page.locator('[data-testid^="method-"] input[type=checkbox]').all()) {
      if (await box.isChecked()) await box.press('Space');
    }
    for (const method of methods) {
      const choice = this.byId(`method-${method}`)
        .locator('input[type=checkbox]')
        .or(this.byId(`method-${method}`))
        .last();
      if (!(await choice.isChecked())) await choice.press('Space');
    }
    await this.page.getByLabel('Epochs').fill(String(epochs));
    await this.page.getByLabel('Batch size').fill('16');
    await this.page.keyboard.press('Tab');
    const counted = methods.length === 1 ? /1 run/ : new RegExp(`${methods.length} runs`);
    expect(await this.byId('start-summary').innerText()).toMatch(counted);
    await this.byId('start-experiment').click();
    await this.page.waitForURL(/#\/experiments\/(?!new)/);
  }

  /** Resolves to the id of the first run of the experiment that is shown. */
  async openFirstRun(): Promise<string> {
    await this.byId('run-link').first().click();
    await this.page.waitForURL(/#\/runs\//);
    return this.shownRun();
  }

  shownRun(): string {
    return /#\/runs\/([^/?]+)/.exec(this.page.url())?.[1] ?? '';
  }

  async seeCurvePoints(atLeast = 1): Promise<void> {
    const points = async () => Number(await this.byId('loss-chart').getAttribute('data-points'));
    await expect.poll(points, { timeout: 90_000 }).toBeGreaterThanOrEqual(atLeast);
  }

  async seeState(state: RegExp, timeout = 120_000): Promise<void> {
    await expect.poll(() => this.byId('run-state').first().innerText(), { timeout }).toMatch(state);
  }

  /** The matrix of the run that is shown against the AUC of the scores on disk. */
  async compareMatrixWithScores(workspace: string, tasks: readonly [string, string]): Promise<void> {
    for (const [i, j] of [
      [0, 0],
      [1, 0],
      [1, 1],
    ] as const) {
      const path = join(workspace, 'runs', this.shownRun(), 'scores', `stage-${i + 1}`, `${tasks[j]}.val.csv`);
      const rows = parseScores(await readFile(path, 'utf8'), path);
      const expected = auc(
        rows.map(({ label }) => label),
        rows.map(({ score }) => score),
      );
      expect(expected).not.toBeNull();
      expect((await this.byId(`matrix-${i}-${j}`).innerText()).trim()).toBe(expected?.toFixed(3));
    }
  }

  async exportWeights(stage: number, to: string): Promise<void> {
    await this.byId(`export-stage-${stage}`).click();
    await this.chooseFolder(to, () => this.byId('export-weights').click());
    await this.byId('export-written').waitFor();
    await this.page.keyboard.press('Escape');
  }

  /** As a report, or for one of the trackers; resolves to what the page says was written, after `then`. */
  async handOn(form: 'report' | TrackerId, to: string, then?: () => Promise<void>): Promise<string> {
    await this.byId('open-hand-on').click();
    await this.byId(`hand-on-${form}`).click();
    await this.chooseFolder(to, () => this.byId('hand-on').click());
    const written = await this.byId('hand-on-written').innerText();
    await then?.();
    await this.page.keyboard.press('Escape');
    return written;
  }

  async seeCompleteRuns(count: number): Promise<void> {
    await this.visit('/runs');
    const complete = this.page.getByTestId('run-state').filter({ hasText: /complete/i });
    await expect.poll(() => complete.count(), { timeout: 120_000 }).toBe(count);
  }

  async compareAllRuns(methods: readonly string[]): Promise<void> {
    for (const box of await this.page.locator('[data-testid^="choose-"]').all()) await box.click();
    await this.byId('compare-runs').click();
    for (const method of methods) {
      const row = this.byId(`comparison-row-${method}`);
      await row.first().waitFor();
      expect(await row.first().innerText()).toMatch(/[01]\.\d{3}/);
    }
  }
}
