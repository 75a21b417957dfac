#!/usr/bin/env node
/**
 * Pictures of the workbench from the demo. `npm run screenshots` makes the README's; with `-- --to FOLDER` every view and main
 * dialog in both themes and three sizes as well (`--whole`: as high as the view is; `--only NAME,NAME`; `--workspace DIR`).
 * Makes the workspace first where it is not there; needs an installed Chromium or Chrome.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { readmeShots, shotsOf } from './screenshots/shots.mjs';
import { makeWorkspace, serve } from './screenshots/workspace.mjs';

const { values: given } = parseArgs({
  options: {
    to: { type: 'string' },
    whole: { type: 'boolean', default: false },
    only: { type: 'string' },
    sizes: { type: 'string', default: '1440x900,1024x768,2560x1440' },
    themes: { type: 'string', default: 'light,dark' },
    workspace: { type: 'string', default: join(tmpdir(), 'cored-screenshots') },
  },
});
const pictures = resolve(import.meta.dirname, '..', 'docs', 'pictures');
const browserPath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
if (!browserPath) throw new Error('No Chromium or Chrome is installed; set CHROMIUM_PATH to one.');

const workspace = resolve(given.workspace);
const shots = shotsOf(makeWorkspace(workspace));
const wanted = given.only?.split(',');
const isWanted = ({ name }) => wanted === undefined || wanted.includes(name);

const served = await serve(workspace);
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});
try {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(served.url);
  await page.locator('a[href^="#/experiments/"]').first().waitFor();
  const origin = new URL('/', page.url()).href;
  for (const { name, theme } of readmeShots.filter(isWanted)) {
    const shot = shots.find((one) => one.name === name);
    const bytes = await take(page, `${origin}#${shot.address}`, { shot, theme, size: [1440, 900] });
    await sharp(bytes)
      .png({ palette: true, quality: 92, effort: 9 })
      .toFile(join(pictures, `${name}-${theme}.png`));
  }
  for (const size of given.to === undefined ? [] : given.sizes.split(',')) {
    const folder = resolve(given.to, size);
    mkdirSync(folder, { recursive: true });
    for (const shot of shots.filter(isWanted)) {
      for (const theme of given.themes.split(',')) {
        const path = join(folder, `${shot.name}-${theme}.png`);
        const bytes = await take(page, `${origin}#${shot.address}`, { shot, theme, size: size.split('x').map(Number) });
        await sharp(bytes).png({ palette: true }).toFile(path);
        console.log(path);
      }
    }
  }
} finally {
  await browser.close();
  served.stop();
}

/** Each from a page that has just been opened: nothing of the last one is left. */
async function take(page, address, { shot, theme, size: [width, height] }) {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: theme });
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(address);
  await page.reload();
  await page.locator(shot.ready).first().waitFor();
  await shot.open?.(page);
  await page.waitForFunction(isSettled, null, { timeout: 60_000 });
  await page.waitForTimeout(700); // fonts, and the charts' first drawing
  if (given.whole) {
    const whole = await page.evaluate(() => document.querySelector('main')?.scrollHeight ?? 0);
    await page.setViewportSize({ width, height: Math.max(height, whole) });
    await page.waitForFunction(isSettled, null, { timeout: 60_000 });
    await page.waitForTimeout(300);
  }
  return page.screenshot();
}

/** In the page: nothing is waited for any more, and every picture of the gallery is there. */
function isSettled() {
  return document.querySelector('[data-testid="loading"], .tile .missing') === null;
}
