/** The desktop host in Electron itself, where a binary is here; what the stand-in cannot prove. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDesktop, whyNoDisplay } from '../../src/main/electron/find-desktop';
import { decode, encode } from '../../src/shared/codec';

const root = join(import.meta.dirname, '../..');
const desktop = findDesktop(process.env);
const whyNot = whyNoDisplay(process.env, process.platform) ?? (desktop.executable === null ? desktop.reason : null);
const title = 'the desktop window in Electron';

describe.skipIf(whyNot !== null)(whyNot === null ? title : `${title} (skipped: ${whyNot})`, () => {
  let folder: string;
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    if (!existsSync(join(root, 'out/main/electron.js'))) throw new Error('Run "npm run build" first.');
    folder = await mkdtemp(join(tmpdir(), 'cored-electron-'));
    // Chromium refuses its sandbox to root, as which CI runs.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    app = await _electron.launch({
      executablePath: desktop.executable ?? '',
      args: [...asRoot, root, '--announce', '--workspace', join(folder, 'workspace')],
      env: { ...process.env, XDG_CONFIG_HOME: folder } as Record<string, string>,
    });
    page = await app.firstWindow();
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows the interface at a secure, isolated app:// address', async () => {
    await page.getByTestId('empty-state').waitFor();
    expect(page.url()).toMatch(/^app:\/\/workbench\//);
    expect(await page.evaluate('[isSecureContext, typeof require, typeof process]')).toEqual([
      true,
      'undefined',
      'undefined',
    ]);
  });

  it('carries typed arrays over the context bridge', async () => {
    const request = [...encode({})];
    const answer = await page.evaluate(
      `window.cored.call('app/info', Uint8Array.from(${JSON.stringify(request)})).then((bytes) => [...bytes])`,
    );
    expect(decode(Uint8Array.from(answer as number[]))).toMatchObject({ ok: true, value: { host: 'desktop' } });
  });

  it('opens no second window', async () => {
    await page.evaluate(`window.open('https://evil.example/'); undefined`);
    expect(app.windows()).toHaveLength(1);
  });

  // Last: a prevented navigation hangs the next click.
  it('goes nowhere else', async () => {
    await page.evaluate(`location.href = 'https://evil.example/'; undefined`);
    await page.waitForTimeout(500);
    expect(page.url()).toMatch(/^app:\/\/workbench\//);
  });
});
