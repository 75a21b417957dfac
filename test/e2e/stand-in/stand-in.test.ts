/**
 * The built main process and preload on a stand-in for Electron. It cannot prove contextBridge's cloning, scheme
 * privileges, native dialogs and fuses; electron.test.ts does, where there is a binary.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decode, encode } from '../../../src/shared/codec';
import { documentation } from '../../../src/shared/documentation';
import { findChromium, titled } from '../../fixtures/chromium';
import { builtMain, runStandIn, type RunningStandIn } from './run-stand-in';

const chromiumPath = findChromium();
const root = join(import.meta.dirname, '../../..');
const hex = (value: unknown) => Buffer.from(encode(value)).toString('hex');

describe.skipIf(!chromiumPath)(titled('stand-in: the desktop host as built', chromiumPath), () => {
  let folder: string;
  let desktop: RunningStandIn;

  beforeAll(async () => {
    if (!existsSync(builtMain)) throw new Error('The program is not built. Run "npm run build" first.');
    folder = await mkdtemp(join(tmpdir(), 'cored-stand-in-'));
    desktop = runStandIn(join(folder, 'workspace'), join(folder, 'app-data'));
  });
  afterAll(async () => {
    desktop?.stop();
    await desktop?.ended;
    await rm(folder, { recursive: true, force: true });
  });

  const evaluate = (script: string) => desktop.ask('evaluate', { script });
  /** A call as another frame of another page would send it. */
  const callFrom = async (url: string) => {
    const answer = await desktop.ask('call-from-frame', { url, channel: 'cored:call', given: ['app/info', hex({})] });
    return decode(Buffer.from(String(answer), 'hex'));
  };

  it('stand-in: opens a sandboxed window on the interface', async () => {
    const { webPreferences } = await desktop.event('shown');
    expect(webPreferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false });
    // Blink's name for showOpenFilePicker and its kin, which ask for no permission.
    expect(webPreferences).toMatchObject({ disableBlinkFeatures: 'FileSystemAccessLocal' });
    expect((await desktop.event('schemes'))['schemes']).toMatchObject([
      { scheme: 'app', privileges: { standard: true, secure: true } },
    ]);
    await desktop.ask('wait-for', { script: '[data-testid="empty-state"]' });
    expect(await evaluate('document.title')).toContain('CoReD Workbench');
  });

  it('stand-in: says in About which program and version it is, with its icon', async () => {
    const { options } = await desktop.event('about');
    const version: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version;
    expect(options).toMatchObject({ applicationName: 'CoReD Workbench', applicationVersion: version });
    expect(existsSync(String(Object(options).iconPath))).toBe(true);
  });

  it('stand-in: has the workspace in the title of its window, whatever the page is called', async () => {
    await evaluate(`location.hash = '#/runs'; undefined`);
    await expect.poll(() => desktop.ask('title')).toBe('Runs · workspace · CoReD Workbench');
    await evaluate(`document.title = 'Elsewhere'; new Promise((done) => setTimeout(done, 100))`);
    expect(await desktop.ask('title')).toBe('Runs · workspace · CoReD Workbench');
  });

  it('stand-in: zooms in with Ctrl and = too, where = needs no Shift', async () => {
    const { template } = await desktop.event('menu');
    expect(JSON.stringify(template)).toContain('{"role":"zoomIn","accelerator":"CommandOrControl+="');
  });

  it('stand-in: asks the system for a file, with the formats that it may be of', async () => {
    const filters = [{ name: 'Weights', extensions: ['safetensors', 'tar'] }];
    const input = [...encode({ title: 'Choose a file', from: join(folder, 'gone', 'deeper'), filters })];
    const script = `window.cored.call('file/choose', Uint8Array.from(${JSON.stringify(input)})).then((a) => [...a])`;
    expect(decode(Uint8Array.from((await evaluate(script)) as number[]))).toMatchObject({
      value: { path: '/chosen/folder' },
    });
    expect(await desktop.event('open-dialog')).toMatchObject({
      options: { title: 'Choose a file', defaultPath: folder, properties: ['openFile'], filters: [filters[0], {}] },
    });
  });

  it('stand-in: gives the page call and on, and nothing of Node or Electron', async () => {
    expect(await evaluate('Object.keys(window.cored)')).toEqual(['call', 'on']);
    expect(await evaluate('[typeof require, typeof process, typeof ipcRenderer, typeof module]')).toEqual(
      Array(4).fill('undefined'),
    );
  });

  it('stand-in: carries a call there and back, and the answer as bytes', async () => {
    const script = `window.cored.call('app/info', Uint8Array.from(${JSON.stringify([...encode({})])}))
      .then((answer) => answer instanceof Uint8Array ? [...answer] : String(answer))`;
    const outcome = decode(Uint8Array.from((await evaluate(script)) as number[]));
    expect(outcome).toMatchObject({ ok: true, value: { host: 'desktop', workspace: join(folder, 'workspace') } });
  });

  it('stand-in: answers an unknown call and junk with errors of ours', async () => {
    for (const [name, bytes] of [
      ['no/call', [...encode({})]],
      ['app/info', [1, 2, 3]],
    ] as const) {
      const script = `window.cored.call('${name}', Uint8Array.from(${JSON.stringify(bytes)})).then((a) => [...a])`;
      expect(decode(Uint8Array.from((await evaluate(script)) as number[]))).toMatchObject({ ok: false });
    }
  });

  it('stand-in: pushes reach the page until it stops listening', async () => {
    await evaluate(`window.pushed = 0; window.stop = window.cored.on('machine/sampled', (bytes) => {
      if (bytes instanceof Uint8Array) window.pushed += 1; }); undefined`);
    await expect.poll(() => evaluate('window.pushed'), { timeout: 20_000 }).toBeGreaterThan(0);
    expect(await evaluate('window.stop(); typeof window.stop')).toBe('function');
  });

  it('stand-in: serves app:// with the policy, and nothing outside the interface', async () => {
    const page = await desktop.ask('fetch', { url: 'app://workbench/' });
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const policy = String((page as { headers: Record<string, string> }).headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    for (const url of ['app://workbench/../package.json', 'app://workbench/%2e%2e/package.json', 'app://other/']) {
      const answer = await desktop.ask('fetch', { url });
      expect(answer).toMatchObject({ status: 404 });
      expect(answer).toHaveProperty(['headers', 'content-security-policy']);
    }
  });

  it('stand-in: shows the interface without a word against the policy', async () => {
    for (const view of ['datasets', 'runs', 'weights', 'engine', 'experiments/new', 'experiments']) {
      await evaluate(`location.hash = '#/${view}'; new Promise((done) => setTimeout(done, 400))`);
    }
    expect(desktop.events.filter(({ event }) => event === 'console-error')).toEqual([]);
  });

  it('stand-in: does not answer another frame, or one that is gone', async () => {
    for (const url of ['https://evil.example/', 'app://workbench/', '']) {
      expect(await callFrom(url)).toMatchObject({ ok: false, error: { code: 'not-permitted' } });
    }
  });

  it('stand-in: grants copying text and refuses every other permission', async () => {
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'usb']) {
      expect(await desktop.ask('permission', { permission })).toEqual({ request: false, check: false });
    }
    expect(await desktop.ask('permission', { permission: 'clipboard-sanitized-write' })).toEqual({
      request: true,
      check: true,
    });
  });

  it('stand-in: opens no second window', async () => {
    await evaluate(`window.open('https://evil.example/'); undefined`);
    expect(await desktop.event('window-open')).toMatchObject({ action: 'deny' });
    expect(desktop.events.filter(({ event }) => event === 'open-external')).toEqual([]);
  });

  it('stand-in: opens documentation in the browser of the system, and not in a window', async () => {
    const [link] = documentation;
    const asked = () => desktop.events.filter(({ event }) => event === 'window-open').map(({ action }) => action);
    const opened = () => desktop.events.filter(({ event }) => event === 'open-external').map(({ url }) => url);
    await evaluate(`window.open('${link?.url}?elsewhere'); undefined`);
    await expect.poll(asked).toEqual(['deny', 'deny']);
    await evaluate(`window.open('${link?.url}'); undefined`);
    await expect.poll(asked).toEqual(['deny', 'deny', 'deny']);
    expect(opened()).toEqual([link?.url]);
  });

  it('stand-in: lets the page go nowhere else', async () => {
    await evaluate(`location.href = 'https://evil.example/'; undefined`);
    expect(await desktop.event('will-navigate')).toMatchObject({ url: 'https://evil.example/', isPrevented: true });
    expect(await evaluate('document.title')).toContain('CoReD Workbench');
  });

  it('stand-in: does not answer its own page either when that stands elsewhere', async () => {
    await desktop.ask('go', { url: 'https://evil.example/' });
    expect(await evaluate('location.host')).toBe('evil.example');
    const script = `window.cored.call('app/info', Uint8Array.from(${JSON.stringify([...encode({})])})).then((a) => [...a])`;
    expect(decode(Uint8Array.from((await evaluate(script)) as number[]))).toMatchObject({
      ok: false,
      error: { code: 'not-permitted' },
    });
  });

  it('stand-in: ends when its window is closed and nothing trains, and keeps the size from before it was maximised', async () => {
    await desktop.ask('maximize');
    await desktop.ask('close').catch(() => undefined); // the process may be gone before it answers
    expect(await desktop.ended).toBe(0);
    expect(desktop.events.filter(({ event }) => event === 'message-box')).toEqual([]);
    const profiles = join(folder, 'app-data', 'CoReD Workbench');
    const [profile = ''] = await readdir(profiles);
    expect(JSON.parse(await readFile(join(profiles, profile, 'window.json'), 'utf8'))).toEqual({
      bounds: { x: 100, y: 50, width: 1440, height: 900 },
      isMaximized: true,
    });
  });
});
