/** The update check against a server of this machine. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UpdateCheck, type UpdateCheckOptions } from '../../../../src/main/electron/updates/update-check';
import { temporaryFolder } from '../../../fixtures/tiny-workbench';

const page = 'https://github.com/lab/workbench/releases/tag/v0.2.0';
const hour = 3_600_000;

let folder: string;
let server: Server;
let asked: string[];
let answer: (response: ServerResponse) => void;
let nowMs: number;
let said: string[];

beforeEach(async () => {
  folder = await temporaryFolder('updates');
  asked = [];
  said = [];
  nowMs = Date.parse('2030-01-01T00:00:00.000Z');
  answer = (response) => response.end(JSON.stringify({ tag_name: 'v0.2.0', html_url: page, assets: [{}] }));
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/newest`;

function check(changes: Partial<UpdateCheckOptions> = {}): UpdateCheck {
  return new UpdateCheck({
    version: '0.1.0',
    address: address(),
    statePath: join(folder, 'person', 'update-check.json'),
    log: pino({ base: null }, { write: (line: string) => said.push(line) }),
    fetch,
    openPage: () => Promise.resolve(),
    nowMs: () => nowMs,
    ...changes,
  });
}

it('knows nothing before it asks, then says what is newer, and opens its page', async () => {
  const openPage = vi.fn(() => Promise.resolve());
  const changed = vi.fn();
  const updates = check({ openPage });
  updates.onChange(changed);
  expect(updates.status()).toEqual({ state: 'unknown', askedAt: null });
  await expect(updates.openPage()).rejects.toMatchObject({ code: 'not-found' });
  await updates.look();
  expect(updates.status()).toEqual({ state: 'newer', askedAt: '2030-01-01T00:00:00.000Z', version: '0.2.0' });
  expect(changed).toHaveBeenCalled();
  await updates.openPage();
  expect(openPage.mock.calls).toEqual([[page]]);
  // One question, and nothing else was fetched.
  expect(asked).toEqual(['GET /newest']);
});

it.each(['0.2.0', '0.3.0', '0.2.1-beta.1'])('has nothing to say to a %s', async (version) => {
  const updates = check({ version });
  await updates.look();
  expect(updates.status()).toEqual({ state: 'current', askedAt: '2030-01-01T00:00:00.000Z' });
});

describe('once a day', () => {
  it('is enough, however often the program is started or looks', async () => {
    await check().look();
    for (let hours = 1; hours < 24; hours += 1) {
      nowMs += hour;
      const updates = check();
      await Promise.all([updates.look(), updates.look()]);
      expect(updates.status()).toMatchObject({ state: 'newer', version: '0.2.0' });
    }
    expect(asked).toHaveLength(1);
    nowMs += hour;
    await check().look();
    expect(asked).toHaveLength(2);
  });

  it('is enough also when nobody answers', async () => {
    answer = (response) => response.writeHead(500).end();
    for (let start = 0; start < 5; start += 1) await check().look();
    expect(asked).toHaveLength(1);
  });

  it('does not count for another address, nor for a clock that was set back', async () => {
    await check().look();
    await check({ address: `${address()}/elsewhere` }).look();
    expect(asked).toEqual(['GET /newest', 'GET /newest/elsewhere']);
    nowMs -= 48 * hour;
    await check({ address: `${address()}/elsewhere` }).look();
    expect(asked).toHaveLength(3);
  });
});

describe('a failure', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['a refusal', (response) => response.writeHead(403).end('rate limit')],
    ['no JSON', (response) => response.end('<html>')],
    ['no release', (response) => response.end('[]')],
    ['no version', (response) => response.end(JSON.stringify({ tag_name: 'nightly', html_url: page }))],
    [
      'a page that is not https',
      (response) => response.end(JSON.stringify({ tag_name: 'v9.0.0', html_url: 'file:///etc/passwd' })),
    ],
    ['a line that breaks', (response) => response.destroy()],
  ])('by %s is silent, and stands in the log', async (_, how) => {
    answer = how;
    const updates = check();
    await updates.look();
    expect(updates.status()).toEqual({ state: 'unknown', askedAt: '2030-01-01T00:00:00.000Z' });
    expect(said.join('')).toContain('It is not known whether there is a newer version');
  });

  it('does not forget what was found before', async () => {
    await check().look();
    nowMs += 24 * hour;
    answer = (response) => response.writeHead(500).end();
    const updates = check();
    await updates.look();
    expect(updates.status()).toMatchObject({ state: 'newer', version: '0.2.0', askedAt: '2030-01-02T00:00:00.000Z' });
  });

  it('is an address over an open line, which is not asked', async () => {
    const asking = vi.fn();
    for (const open of ['http://updates.example/newest', 'file:///newest', 'nonsense']) {
      await check({ address: open, fetch: asking }).look();
    }
    expect(asking).not.toHaveBeenCalled();
    expect(said.join('')).toContain('https');
  });

  it('to read what was kept is mended by asking anew', async () => {
    await check().look();
    const path = join(folder, 'person', 'update-check.json');
    await writeFile(path, '{');
    const updates = check();
    await updates.look();
    expect(updates.status()).toMatchObject({ state: 'newer' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ newest: { version: '0.2.0', page } });
  });

  it('to keep it does not keep it from saying so in the log', async () => {
    await writeFile(join(folder, 'person'), 'a file where the folder has to be');
    await check().look();
    expect(said.join('')).toContain('It is not known whether there is a newer version');
    // What cannot be kept would be asked at every start.
    expect(asked).toEqual([]);
  });
});
