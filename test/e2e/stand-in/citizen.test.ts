/** The window as a part of its desktop, on the stand-in for Electron: files, menus, trainings seen from outside, updates. */
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstSettings } from '../../../src/shared/settings';
import { findChromium, titled } from '../../fixtures/chromium';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { temporaryFolder } from '../../fixtures/tiny-workbench';
import { callFromPage } from './page-calls';
import { builtMain, runStandIn, type RunningStandIn } from './run-stand-in';

const chromiumPath = findChromium();
const page = 'https://github.com/lab/workbench/releases/tag/v99.0.0';

describe.skipIf(!chromiumPath)(titled('stand-in: the packaged program on its desktop', chromiumPath), () => {
  let folder: string;
  let desktop: RunningStandIn;
  let releases: Server;
  let asked = 0;
  let weights: string;

  beforeAll(async () => {
    if (!existsSync(builtMain)) throw new Error('The program is not built. Run "npm run build" first.');
    folder = await temporaryFolder('citizen');
    await makeTinyDataset(join(folder, 'tiny'), { tasks: ['Stripes'], perClass: 8 });
    weights = join(folder, 'best & last.safetensors');
    await writeFile(weights, 'not weights, but called so');
    releases = createServer((_, response) => {
      asked += 1;
      response.end(JSON.stringify({ tag_name: 'v99.0.0', html_url: page }));
    });
    await new Promise<void>((resolve) => releases.listen(0, '127.0.0.1', resolve));
    const { port } = releases.address() as AddressInfo;
    desktop = runStandIn(join(folder, 'workspace'), join(folder, 'app-data'), {
      args: [weights],
      environment: { STAND_IN_PACKAGED: '1', CORED_NEWEST_RELEASE: `http://127.0.0.1:${port}/newest` },
    });
    await desktop.event('shown');
  });
  afterAll(async () => {
    desktop?.stop();
    await desktop?.ended;
    await new Promise((resolve) => releases.close(resolve));
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  const evaluate = (script: string) => desktop.ask('evaluate', { script });
  const waitFor = (selector: string) => desktop.ask('wait-for', { script: selector });
  const told = (name: string) => desktop.events.filter(({ event }) => event === name);
  const filledIn = () => evaluate(`document.querySelector('[data-testid="weights-path"]')?.value ?? null`);

  it('stand-in: opens on the weights that it was started with', async () => {
    await waitFor('[data-testid="weights-path"]');
    expect(await filledIn()).toBe(weights);
    expect(await evaluate('document.title')).toContain('Evaluate');
  });

  it('stand-in: shows a file that a second start hands over, and the window comes to the front', async () => {
    const other = join(folder, 'other.pth');
    await writeFile(other, '');
    const before = told('focused').length;
    await desktop.ask('emit-app', { name: 'second-instance', given: [[], '/', { file: other }] });
    await expect.poll(filledIn).toBe(other);
    expect(told('focused').length).toBeGreaterThan(before);
    // The same page: nothing was loaded anew.
    await evaluate('window.isStillHere = true; undefined');
    await desktop.ask('emit-app', { name: 'open-file', given: [weights] });
    await expect.poll(filledIn).toBe(weights);
    expect(await evaluate('window.isStillHere')).toBe(true);
  });

  it('stand-in: says what it cannot open', async () => {
    await desktop.ask('emit-app', { name: 'open-file', given: [join(folder, 'tiny.txt')] });
    const box = await desktop.event('message-box');
    expect(box).toMatchObject({ options: { detail: expect.stringContaining('tiny.txt') } });
  });

  it('stand-in: has a menu without developer tools, whose Settings lead to the settings', async () => {
    const menu = JSON.stringify(await desktop.ask('menu'));
    expect(menu).not.toContain('toggleDevTools');
    expect(menu).toContain('Open workspace');
    expect(await desktop.ask('click-menu', { label: '&Settings…' })).toBe(true);
    await waitFor('[data-testid="settings"]');
    expect(told('recent-document')).toEqual([{ event: 'recent-document', path: join(folder, 'workspace') }]);
  });

  it('stand-in: says that a newer version is out, and opens its page in the browser', async () => {
    await waitFor('[data-testid="newer-version"]');
    expect(await evaluate(`document.querySelector('[data-testid="newer-version"]').innerText`)).toContain('99.0.0');
    await evaluate(`document.querySelector('[data-testid="newer-version"] button').click()`);
    expect(await desktop.event('open-external')).toMatchObject({ url: page });
    await callFromPage(desktop, 'settings/save', { change: { checksForUpdates: false } });
    await expect.poll(() => evaluate(`document.querySelector('[data-testid="newer-version"]')`)).toBeNull();
    expect(asked).toBe(1);
  });

  it('stand-in: keeps the settings for the person', async () => {
    const kept = await readFile(join(folder, 'app-data', 'CoReD Workbench', 'settings.json'), 'utf8');
    expect(JSON.parse(kept)).toEqual({ ...firstSettings, checksForUpdates: false });
  });

  it('stand-in: offers what can be done with a text', async () => {
    const editFlags = { canCut: false, canCopy: false, canPaste: true, canSelectAll: true };
    const clicked = { isEditable: true, editFlags, selectionText: '', linkURL: '', x: 1, y: 1 };
    await desktop.ask('emit-page', { name: 'context-menu', given: [clicked] });
    expect(JSON.stringify((await desktop.event('context-menu'))['items'])).toContain('paste');
  });

  it('stand-in: shows progress and stays awake while something trains, and tells its end', async () => {
    const { id } = await callFromPage(desktop, 'dataset/add', { path: join(folder, 'tiny') });
    const stateOfDataset = async () => (await callFromPage(desktop, 'dataset/get', { datasetId: id })).state;
    await expect.poll(stateOfDataset, { timeout: 30_000 }).toBe('ready');
    const { runs } = await callFromPage(desktop, 'experiment/create', {
      name: 'short',
      dataset: id,
      chain: ['Stripes'],
      methods: ['ft'],
      network: 'small-cnn',
      preset: 'corrected',
      parameters: { epochs: 150, batchSize: 4, imageSize: 32 },
      methodParameters: {},
      seeds: [1],
      engine: 'wasm',
      initialWeights: null,
    });
    const runId = runs[0]?.id ?? '';
    expect(await desktop.event('stays-awake')).toMatchObject({ type: 'prevent-app-suspension' });
    // The setting is heard while it trains.
    await callFromPage(desktop, 'settings/save', { change: { keepsAwake: false } });
    expect(await desktop.event('may-sleep')).toMatchObject({ id: 1 });
    await callFromPage(desktop, 'settings/save', { change: { keepsAwake: true } });
    await expect.poll(() => told('stays-awake').length).toBe(2);

    const notification = await desktop.event('notification');
    expect(notification).toMatchObject({ options: { title: expect.stringMatching(/^Complete: /) } });
    await expect.poll(() => told('may-sleep').length).toBe(2);
    const shares = told('progress').map(({ progress }) => Number(progress));
    expect(shares.at(-1)).toBe(-1);
    const training = shares.slice(0, -1);
    expect(training.length).toBeGreaterThan(3);
    expect(training).toEqual([...training].sort((one, other) => one - other));
    expect(training.every((share) => share >= 0 && share <= 1)).toBe(true);

    await desktop.ask('click-notification');
    await expect.poll(() => evaluate('location.hash')).toBe(`#/runs/${runId}`);
    expect(told('notification')).toHaveLength(1);
  });
});

describe.skipIf(!chromiumPath)(titled('stand-in: crashes of the page and errors of the program', chromiumPath), () => {
  let folder: string;
  let desktop: RunningStandIn;

  beforeAll(async () => {
    folder = await temporaryFolder('crashes');
    desktop = runStandIn(join(folder, 'workspace'), join(folder, 'app-data'), { args: ['--devtools'] });
    await desktop.event('shown');
    await desktop.ask('wait-for', { script: '[data-testid="empty-state"]' });
  });
  afterAll(async () => {
    desktop?.stop();
    await desktop?.ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  const told = (name: string) => desktop.events.filter(({ event }) => event === name);
  const gone = (reason: string) => desktop.ask('emit-page', { name: 'render-process-gone', given: [{ reason }] });
  const log = async () => (await readFile(await logPathOf(folder), 'utf8')).trim().split('\n');

  it('stand-in: opens the developer tools when they were asked for', async () => {
    expect(told('dev-tools')).toHaveLength(1);
    expect(JSON.stringify(await desktop.ask('menu'))).toContain('toggleDevTools');
  });

  it('stand-in: loads a page that ended again, three times within a minute; then it says so', async () => {
    await gone('clean-exit');
    for (const count of [1, 2, 3]) {
      await gone('killed');
      await expect.poll(() => told('reloaded').length).toBe(count);
    }
    expect(told('message-box')).toEqual([]);
    await desktop.ask('message-box-answer', { answer: 0 });
    await gone('crashed');
    const { options } = (await desktop.event('message-box')) as unknown as { options: { detail: string } };
    expect(options).toMatchObject({ message: 'The page ends as soon as it is loaded' });
    expect(options.detail).toContain(await logPathOf(folder));
    // The person said: load it again.
    await expect.poll(() => told('reloaded').length).toBe(4);
    expect((await log()).filter((line) => line.includes('The page of the window ended'))).toHaveLength(4);
  });

  it('stand-in: asks once whether to wait for a page that does not answer, or to load it again', async () => {
    await desktop.ask('message-box-answer', { answer: 1 });
    const before = told('reloaded').length;
    await desktop.ask('emit-window', { name: 'unresponsive' });
    await expect
      .poll(() => told('message-box').at(-1))
      .toMatchObject({ options: { message: 'The page does not answer' } });
    await expect.poll(() => told('reloaded').length).toBe(before + 1);
  });

  it('stand-in: tells an error that nobody caught once, logs it each time, and goes on', async () => {
    await desktop.ask('message-box-answer', { answer: 0 });
    const boxes = told('message-box').length;
    for (let count = 0; count < 3; count += 1) await desktop.ask('throw', { label: 'a hole in the program' });
    await expect
      .poll(async () => (await log()).filter((line) => line.includes('a hole in the program')).length)
      .toBe(3);
    expect(told('message-box')).toHaveLength(boxes + 1);
    expect(told('message-box').at(-1)).toMatchObject({
      options: { detail: expect.stringContaining('a hole in the program') },
    });
    // The page of the last test may still be loading.
    const host = () =>
      callFromPage(desktop, 'app/info', {}).then(
        (info) => info.host,
        () => null,
      );
    await expect.poll(host).toBe('desktop');
  });

  it('stand-in: ends when the person would rather close it', async () => {
    await desktop.ask('message-box-answer', { answer: 1 });
    await desktop.ask('throw', { label: 'another hole' }).catch(() => undefined);
    expect(await desktop.ended).toBe(1);
    expect((await log()).some((line) => line.includes('another hole') && line.includes('"stack"'))).toBe(true);
  });
});

/** The one profile that a stand-in with one workspace makes. */
async function logPathOf(folder: string): Promise<string> {
  const profiles = join(folder, 'app-data', 'CoReD Workbench');
  const names = (await readdir(profiles)).filter((name) => /^[0-9a-f]{16}$/.test(name));
  expect(names).toHaveLength(1);
  return join(profiles, names[0] ?? '', 'desktop.log');
}
