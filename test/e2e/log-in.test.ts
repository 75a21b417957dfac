/** Users of a served workbench in a real browser: logging in by a token, looking only, logging out. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Users } from '../../src/main/server/users';
import { findChromium, launchChromium, titled } from '../fixtures/chromium';
import { serveWorkbench, type ServedWorkbench } from '../fixtures/serve-workbench';
import { temporaryFolder } from '../fixtures/tiny-workbench';

const chromiumPath = findChromium();

describe.skipIf(!chromiumPath)(titled('a user', chromiumPath), () => {
  let folder: string;
  let served: ServedWorkbench;
  let browser: Browser;
  let token: string;

  beforeAll(async () => {
    folder = await temporaryFolder('log-in');
    const users = new Users(join(folder, 'users.json'));
    token = await users.add('Ada', true);
    served = await serveWorkbench(join(folder, 'workspace'), [folder], { args: ['--users', users.path] });
    browser = await launchChromium(chromiumPath ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('logs in by the token, is told that it is for looking, and logs out', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    const { origin } = new URL(served.url);
    await page.goto(origin);
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByTestId('read-only').waitFor();
    expect(page.url()).not.toContain(token);

    await page.goto(`${origin}/#/engine`);
    const own = page.getByTestId('session').first();
    expect(await own.innerText()).toContain('Ada, this page, looks only');
    await own.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Token').waitFor();
    await page.goto(`${origin}/#/engine`);
    await page.getByLabel('Token').waitFor();
  });
});
