/** A scripted attacker on the browser host of the built program: nothing opens, and a legitimate page does not wait. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { Users } from '../../src/main/server/users';
import { encode } from '../../src/shared/codec';
import { mostMessageBytes } from '../../src/shared/call-bounds';
import { copyOldWorkspace } from '../fixtures/old-workspace';
import { serveWorkbench, type ServedWorkbench } from '../fixtures/serve-workbench';
import { temporaryFolder } from '../fixtures/tiny-workbench';
import { ask, CallingPage, knock, letIn, logIn, placeOf, type Place } from './hostile/page';
import { peakMemoryOf, stateOf } from './hostile/state';

const isShort = process.env['CORED_FAULTS_SHORT'] === '1';
const guesses = isShort ? 100 : 5000;
const idleMs = isShort ? 1500 : 20_000;
const floodMs = isShort ? 2000 : 15_000;
const mostWaitMs = 200;

let folder: string;
let workspace: string;
let served: ServedWorkbench;
let place: Place;
let cookie: string;
let userToken: string;
let legitimate: ChildProcess;
let before: Record<string, unknown>;

beforeAll(async () => {
  folder = await temporaryFolder('hostile-host');
  workspace = await copyOldWorkspace(folder);
  const users = new Users(join(folder, 'users.json'));
  userToken = await users.add('Mallory', true);
  served = await serveWorkbench(workspace, [folder], {
    args: ['--users', users.path],
    environment: { XDG_CONFIG_HOME: folder },
  });
  place = placeOf(served.url);
  cookie = await letIn(served.url);
  const page = await CallingPage.open(place, cookie);
  await page.call('run/list', {});
  await page.close();
  before = await stateOf(folder, workspace);
  legitimate = startWatching();
  // An attacker computes on a machine of their own: here they leave the cores to server and page where these want them.
  setPriority(15);
});
afterAll(async () => {
  legitimate?.kill();
  await served?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What a page does while somebody looks at it. */
function startWatching(): ChildProcess {
  const call = Buffer.from(encode({ id: 1, name: 'queue/get', input: {} })).toString('hex');
  const script = join(import.meta.dirname, 'hostile/legitimate-page.mjs');
  const args = [script, `ws://${place.host}:${place.port}/socket`, cookie, place.origin, call];
  return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function stopWatching(): Promise<number[]> {
  let said = '';
  legitimate.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(legitimate, 'close');
  legitimate.stdin?.end();
  await ended;
  return z.array(z.number()).parse(JSON.parse(said));
}

const statusOf = async (headers: Record<string, string>, path = '/') => (await ask(place, { path, headers })).status;
const knockStatus = async (headers: Record<string, string>) => {
  const answer = await knock(place, headers);
  if (typeof answer === 'number') return answer;
  answer.terminate();
  return 'open';
};

describe('nothing opens', () => {
  it.each([
    ['evil.example', {}],
    ['evil.example:7420', { 'X-Forwarded-Host': '127.0.0.1', 'X-Forwarded-Proto': 'http' }],
    ['127.0.0.1.nip.io', {}],
    ['localhost.evil.example', {}],
    ['0.0.0.0', {}],
    ['[::]', {}],
    ['127.0.0.1@evil.example', {}],
    ['2130706433', {}],
  ])('for a foreign or rebound Host %s, even with the cookie', async (name, headers: Record<string, string>) => {
    const Host = name;
    expect(await statusOf({ ...headers, Host, Cookie: cookie })).toBe(403);
    expect(await knockStatus({ ...headers, Host, Cookie: cookie, Origin: `http://${name}` })).toBe(403);
    expect(await statusOf({ ...headers, Host }, `/?token=${userToken}`)).toBe(403);
  });

  it('for a foreign Origin, even with the cookie', async () => {
    const { origin, port } = place;
    const origins = [
      'http://evil.example',
      'null',
      'file://',
      origin.replace('http', 'https'),
      `http://localhost:${port}`,
    ];
    for (const Origin of [...origins, `${origin}.evil.example`, `${origin}/`]) {
      expect([Origin, await knockStatus({ Cookie: cookie, Origin })]).toEqual([Origin, 403]);
    }
    const login = await ask(place, {
      path: '/login',
      method: 'POST',
      headers: { Origin: 'http://evil.example' },
      body: `token=${userToken}`,
    });
    expect(login.status).toBe(403);
  });

  it('for cookies that are missing, made up, cut, of another port, or old', async () => {
    const [name = '', secret = ''] = cookie.split('=');
    const stolen = await logIn(place, userToken);
    const page = await CallingPage.open(place, stolen);
    expect(await page.call('session/end', {})).toMatchObject({ ok: true });
    const wrong = [
      '',
      `${name}=`,
      `${name}=${secret.slice(1)}`,
      `${name}=${secret}A`,
      `cored-1=${secret}`,
      `${name}=${'A'.repeat(43)}`,
    ];
    for (const Cookie of [...wrong, stolen, `__Host-${cookie}`, `${name}=${encodeURIComponent(`${secret}\0`)}`]) {
      expect([Cookie, await statusOf({ Cookie })]).toEqual([Cookie, 401]);
      expect([Cookie, await knockStatus({ Cookie, Origin: place.origin })]).toEqual([Cookie, 401]);
    }
    await page.close();
  });

  it('for guessed tokens, and a used one', async () => {
    const used = new URL(served.url);
    expect(await statusOf({}, used.pathname + used.search)).toBe(401);
    const opened: number[] = [];
    for (let index = 0; index < guesses; index += 1) {
      const guess = `${userToken.slice(0, index % 43)}${index.toString(36)}`;
      const byAddress = await ask(place, { path: `/?token=${guess}` });
      const byForm = await ask(place, {
        path: '/login',
        method: 'POST',
        headers: { Origin: place.origin },
        body: `token=${guess}`,
      });
      for (const { status, cookie: given } of [byAddress, byForm])
        if (given !== null || ![401, 429].includes(status)) opened.push(index);
    }
    expect(opened).toEqual([]);
  });

  it('for paths that lead outside, in ten encodings', async () => {
    const steps = [
      '../',
      '..%2f',
      '%2e%2e/',
      '%2e%2e%2f',
      '..\\',
      '..%5c',
      '%252e%252e%252f',
      '..%c0%af',
      '.%00./',
      '..;/',
      '%u002e%u002e/',
      '\u2025/',
    ];
    for (const step of steps) {
      for (const start of ['/', '/assets/', '//']) {
        const path = encodeURI(`${start}${step.repeat(12)}`).replaceAll('%25', '%');
        for (const target of ['etc/passwd', 'users.json', 'workspace/registry.sqlite']) {
          const answer = await ask(place, { path: path + target, headers: { Cookie: cookie } });
          expect([path, answer.status]).toEqual([path, 404]);
          expect(answer.body).not.toMatch(/root:|tokenHash|SQLite format/);
        }
      }
    }
  });

  it('for a reader who wants to change something', async () => {
    const page = await CallingPage.open(place, await logIn(place, userToken));
    for (const [name, input] of [
      ['run/delete', { runIds: ['made-at-8095bd0-ft-s1-cd6dfa56'] }],
      ['registry/rebuild', {}],
      ['report/write', { runIds: ['made-at-8095bd0-ft-s1-cd6dfa56'], to: folder }],
      ['settings/save', { change: { notifies: false } }],
    ] as const) {
      expect(await page.call(name, input)).toMatchObject({ ok: false, error: { code: 'not-permitted' } });
    }
    await page.close();
  });
});

describe('nothing is filled or held up', () => {
  const mallory = async () => CallingPage.open(place, await logIn(place, userToken));
  const closeCode = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve));

  it('by a frame that is too large, and by many that are too large or too many together', async () => {
    const [whole, pieces, many] = [await mallory(), await mallory(), await mallory()];
    const closed = [whole, pieces, many].map(({ socket }) => closeCode(socket));
    whole.socket.send(Buffer.alloc(mostMessageBytes + 1));
    for (let index = 0; index < 15; index += 1) pieces.socket.send(Buffer.alloc(1 << 20), { fin: false });
    for (let index = 0; index < 200; index += 1) many.socket.send(Buffer.alloc(1), { fin: false });
    for (const code of await Promise.all(closed)) expect([1006, 1008, 1009]).toContain(code);
  });

  it('by 200 connections that are idle or slow', async () => {
    const sockets: Socket[] = [];
    for (let index = 0; index < 200; index += 1) {
      const socket = connect(place.port, place.host);
      socket.on('error', () => undefined).resume(); // cut off, as it should be
      if (index % 2 === 0) socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
      sockets.push(socket);
    }
    const dripping = setInterval(
      () => sockets.forEach((socket, index) => index % 2 === 0 && socket.writable && socket.write('a')),
      200,
    );
    await sleep(idleMs);
    clearInterval(dripping);
    expect(await statusOf({ Cookie: cookie })).toBe(200);
    // Longer than the server waits for a head.
    if (!isShort) expect(sockets.filter(({ closed }) => !closed)).toEqual([]);
    for (const socket of sockets) socket.destroy();
  });

  it('by a flood of calls of another session, and of requests of nobody', async () => {
    const pages = await Promise.all(Array.from({ length: 5 }, mallory));
    let isFlooding = true;
    const sent = pages.map(async (page, place) => {
      while (isFlooding) {
        // The server closes who floods; the attacker comes back.
        if (!page.isOpen) page = pages[place] = await mallory();
        for (let index = 0; index < 50; index += 1) void page.call('run/list', {});
        await sleep(5);
      }
    });
    const requests = Array.from({ length: 20 }, async () => {
      while (isFlooding) await statusOf({});
    });
    await sleep(floodMs);
    isFlooding = false;
    await Promise.all([...sent, ...requests]);
    for (const page of pages) await page.close();
  });
});

it('a legitimate page was answered all the while, and nothing changed', async () => {
  const waits = await stopWatching();
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const peak = await peakMemoryOf(served.processId);
  process.stdout.write(
    `${waits.length} calls: median ${at(0.5).toFixed(0)} ms, 99 of 100 below ${at(0.99).toFixed(0)} ms, ` +
      `the slowest ${at(1).toFixed(0)} ms; most memory ${peak === null ? 'unknown' : `${Math.round(peak / 1e6)} MB`}\n`,
  );
  expect(at(0.95)).toBeLessThan(mostWaitMs);
  if (peak !== null) expect(peak).toBeLessThan(500e6);
  expect(await stateOf(folder, workspace)).toEqual(before);
});
