/** Opening the desktop window from the command line: every reason why not is a sentence, and none keeps one waiting. */
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fetchDesktop } from '../../../src/main/electron/fetch-desktop';
import { findDesktop, whyNoDisplay } from '../../../src/main/electron/find-desktop';
import { launchDesktop, type DesktopRequest } from '../../../src/main/electron/launch-desktop';
import { openInBrowser } from '../../../src/main/electron/open-in-browser';

const folder = mkdtempSync(join(tmpdir(), 'cored-launch-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program in Electron's place that does this. */
function program(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!${process.execPath}\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const request = (executable: string, more: Partial<DesktopRequest> = {}): DesktopRequest => ({
  programFolder: '/program',
  workspace: '/workspace',
  demo: false,
  environment: { ELECTRON_EXE: executable, DISPLAY: ':0', PATH: process.env['PATH'] },
  platform: 'linux',
  report: () => undefined,
  ...more,
});

describe('whyNoDisplay', () => {
  it('looks for X11 or Wayland on Linux alone', () => {
    expect(whyNoDisplay({}, 'linux')).toContain('no display');
    expect(whyNoDisplay({ DISPLAY: '' }, 'linux')).toContain('no display');
    expect(whyNoDisplay({ DISPLAY: ':0' }, 'linux')).toBeNull();
    expect(whyNoDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBeNull();
    expect(whyNoDisplay({}, 'darwin')).toBeNull();
    expect(whyNoDisplay({}, 'win32')).toBeNull();
  });
});

describe('findDesktop', () => {
  it('takes the binary that ELECTRON_EXE names, and says when there is none', () => {
    const executable = program('there', '');
    expect(findDesktop({ ELECTRON_EXE: executable })).toEqual({ executable });
    const missing = findDesktop({ ELECTRON_EXE: join(folder, 'none') });
    expect(missing).toMatchObject({ executable: null, canFetch: false });
    expect(missing).toHaveProperty('reason', expect.stringContaining(join(folder, 'none')));
  });
});

describe.skipIf(process.platform === 'win32')('launchDesktop', () => {
  const opens = `console.log('CoReD Workbench: the window is open');`;

  it('is open when the window says so, and tells how it ended', async () => {
    const launch = await launchDesktop(request(program('opens', `${opens} setTimeout(() => process.exit(3), 50);`)));
    expect(launch.opened && (await launch.closed)).toBe(3);
  });

  it('hands over program folder, workspace and demo, and never starts Electron as Node', async () => {
    const check = `
      const given = process.argv.slice(2).join(' ');
      const right = given === '/program --announce --workspace /workspace --demo' && !process.env.ELECTRON_RUN_AS_NODE;
      if (right) ${opens}
      else { console.error(given); process.exit(1); }`;
    const environment = { ...request(program('checks', check)).environment, ELECTRON_RUN_AS_NODE: '1' };
    const launch = await launchDesktop(request('', { demo: true, environment }));
    expect(launch).toMatchObject({ opened: true });
    if (launch.opened) await launch.closed;
  });

  it('says why the window ended at once, in the words of its last line', async () => {
    const launch = await launchDesktop(request(program('fails', `console.error('a\\nno GPU'); process.exit(7);`)));
    expect(launch).toEqual({ opened: false, reason: 'The desktop window ended at once (status 7): no GPU' });
  });

  it('does not wait for ever for a window that hangs', async () => {
    const hanging = program('hangs', 'setInterval(() => {}, 1000);');
    const launch = await launchDesktop(request(hanging, { openLimitMs: 200 }));
    expect(launch).toMatchObject({ opened: false, reason: expect.stringContaining('did not open within') });
  });

  it('does not try without a display', async () => {
    const launch = await launchDesktop(request(program('unused', ''), { environment: {} }));
    expect(launch).toMatchObject({ opened: false, reason: expect.stringContaining('no display') });
  });

  it('gives up a start that is interrupted, and leaves no process behind', async () => {
    const interrupt = new AbortController();
    const marker = join(folder, 'ended');
    const script = `
      process.on('SIGTERM', () => { require('node:fs').writeFileSync(${JSON.stringify(marker)}, ''); process.exit(0); });
      console.error('started');
      setInterval(() => {}, 1000);`;
    const launch = launchDesktop(request(program('slow', script), { signal: interrupt.signal }));
    setTimeout(() => interrupt.abort(), 500);
    expect(await launch).toMatchObject({ opened: false, reason: expect.stringContaining('was not waited for') });
    await expect.poll(() => existsSync(marker)).toBe(true);
  });

  it('can close the window', async () => {
    const launch = await launchDesktop(request(program('stays', `${opens} setInterval(() => {}, 1000);`)));
    if (!launch.opened) throw new Error(launch.reason);
    launch.close();
    expect(await launch.closed).toBe(1);
  });

  it('can end a window that does not close', async () => {
    const script = `process.on('SIGTERM', () => {}); ${opens} setInterval(() => {}, 1000);`;
    const launch = await launchDesktop(request(program('stubborn', script)));
    if (!launch.opened) throw new Error(launch.reason);
    launch.close();
    launch.kill();
    expect(await launch.closed).toBe(1);
  });
});

describe('fetchDesktop', () => {
  const nowhere = { ...process.env, ELECTRON_MIRROR: 'http://127.0.0.1:9/' };
  const fetchWith = (
    script: string,
    limits: { offlineLimitMs?: number; limitMs?: number; signal?: AbortSignal } = {},
  ) => {
    writeFileSync(join(folder, 'install.js'), script);
    const said: string[] = [];
    const done = fetchDesktop({
      environment: nowhere,
      report: (line) => said.push(line),
      script: join(folder, 'install.js'),
      ...limits,
    });
    return { said, done };
  };

  it('takes a binary that the download cache had, without a network, and says what it does', async () => {
    const { said, done } = fetchWith('process.exit(0)');
    expect(await done).toBeNull();
    expect(said).toHaveLength(1);
  });

  it('gives up soon where the network is not there', async () => {
    const { done } = fetchWith('setInterval(() => {}, 1000)', { offlineLimitMs: 300 });
    expect(await done).toBe('http://127.0.0.1:9 cannot be reached from here.');
  });

  it('gives up when it is interrupted', async () => {
    const { done } = fetchWith('setInterval(() => {}, 1000)', { signal: AbortSignal.timeout(200) });
    expect(await done).toBe('It was not waited for.');
  });

  it('says what the script said', async () => {
    const { done } = fetchWith(`console.error('HTTPError: 404\\n at x'); process.exit(1)`);
    expect(await done).toBe('It could not be fetched: HTTPError: 404');
  });
});

describe('openInBrowser', () => {
  it('does nothing without a display, and says so when there is no opener', async () => {
    expect(await openInBrowser('http://127.0.0.1:1/', 'linux', {})).toBe(false);
    expect(await openInBrowser('http://127.0.0.1:1/', 'linux', { DISPLAY: ':0', PATH: folder })).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('hands the address to the opener', async () => {
    program('xdg-open', '');
    expect(await openInBrowser('http://127.0.0.1:1/', 'linux', { DISPLAY: ':0', PATH: folder })).toBe(true);
  });
});
