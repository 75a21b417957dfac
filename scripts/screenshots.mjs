#!/usr/bin/env node
/**
 * Makes the README's pictures from the demo: `npm run screenshots [-- WORKSPACE]`.
 * Runs the demo in the workspace first when it holds no finished one; needs an installed Chromium or Chrome.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const root = resolve(import.meta.dirname, '..');
const workspace = resolve(process.argv[2] ?? join(tmpdir(), 'cored-screenshots'));
const pictures = join(root, 'docs', 'pictures');
const runBuilt = join(root, 'scripts', 'run-built.mjs');
const browserPath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);
if (!browserPath) throw new Error('No Chromium or Chrome is installed; set CHROMIUM_PATH to one.');

/** One command of the program; its JSON. */
function cored(...args) {
  const result = spawnSync(process.execPath, [runBuilt, ...args, '--workspace', workspace, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status !== 0) throw new Error(`cored ${args.join(' ')} ended with status ${result.status}.`);
  return JSON.parse(result.stdout.toString());
}

function finishedDemo() {
  const runs = cored('runs');
  const complete = runs.filter((run) => run.state === 'complete' && run.chain.length === 4);
  return complete.length >= 2 ? complete : null;
}

/** Starts `cored serve`; resolves to its address and a function that ends it. */
async function serve() {
  const server = spawn(process.execPath, [runBuilt, 'serve', '--port', '0', '--workspace', workspace], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((found, reject) => {
    let output = '';
    server.stdout.on('data', (chunk) => {
      output += chunk;
      const address = /https?:\/\/\S+token=\S+/.exec(output)?.[0];
      if (address) found(address);
    });
    server.once('exit', (status) => reject(new Error(`cored serve ended with status ${status}.`)));
  });
  return { url, stop: () => server.kill('SIGTERM') };
}

if (!finishedDemo()) cored('demo');
const runs = finishedDemo();
if (!runs) throw new Error('The demo ended without two complete runs.');
const shown = runs.find((run) => run.method === 'cored') ?? runs[0];

mkdirSync(pictures, { recursive: true });
const served = await serve();
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(served.url);
  await page.getByTestId('comparison-link').or(page.locator('a[href^="#/experiments/"]')).first().waitFor();
  const comparison = new URL(`/#/compare?runs=${runs.map((run) => run.id).join(',')}`, page.url()).href;
  const run = new URL(`/#/runs/${shown.id}`, page.url()).href;
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme });
    for (const [name, address, ready] of [
      ['run', run, 'auc-matrix'],
      ['comparison', comparison, 'comparison-table'],
    ]) {
      await page.goto(address);
      await page.reload();
      await page.getByTestId(ready).waitFor();
      await page.waitForTimeout(800); // fonts and the charts' first drawing
      const path = join(pictures, `${name}-${theme}.png`);
      await page.screenshot({ path });
      console.log(path);
    }
  }
} finally {
  await browser.close();
  served.stop();
}
