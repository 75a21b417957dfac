/** Users of a browser host: logging in by a token, behind a proxy that ends TLS, and being logged out. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { once } from 'node:events';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { Sessions } from '../../../src/main/server/sessions';
import { Users } from '../../../src/main/server/users';
import { decode, encode } from '../../../src/shared/codec';
import { sessionEndedCode, ServerMessage } from '../../../src/shared/wire';
import { temporaryFolder } from '../../fixtures/tiny-workbench';
import { openHost, type Answer, type HostUnderTest } from './host-under-test';

let folder: string;
let host: HostUnderTest;
let token: string;
const sessions = new Sessions();
let logged = '';

beforeAll(async () => {
  folder = await temporaryFolder('users-of-server');
  const users = new Users(join(folder, 'users.json'));
  token = await users.add('Ada', true);
  const into = new Writable({
    write(chunk: Buffer, _, done) {
      logged += chunk.toString();
      done();
    },
  });
  host = await openHost({ users, sessions, behind: new URL('https://cored.lab.example'), accessLog: pino(into) });
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const own = () => `http://127.0.0.1:${host.server.port}`;
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const proxied = {
  ...{ 'X-Forwarded-Host': 'cored.lab.example', 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '1.2.3.4, 10.0.0.7' },
};

function logIn(given: string, headers: Record<string, string> = { Origin: own() }) {
  return host.get('/login', { ...form, ...headers }, 'POST', `token=${given}`);
}

async function ask(socket: WebSocket, name: string, input: unknown = {}): Promise<unknown> {
  socket.send(encode({ id: 1, name, input }));
  const [data] = await once(socket, 'message');
  const message = ServerMessage.parse(decode(data));
  return message.kind === 'reply' && message.outcome.ok ? message.outcome.value : message;
}

const cookieOf = ({ headers }: Answer) => headers['set-cookie']?.[0]?.split(';')[0] ?? '';

describe('logging in', () => {
  it('is offered by a page that may post to its own server alone', async () => {
    const page = await host.get('/');
    expect(page.status).toBe(401);
    expect(page.body).toContain('<form method="post" action="/login">');
    expect(page.headers['content-security-policy']).toContain("form-action 'self'");
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    // With `no-referrer` browsers post with the origin "null", which is refused.
    expect(page.headers['referrer-policy']).toBe('same-origin');
  });

  it('lets the bearer of the token in as that user, more than once, and the calls know who it is', async () => {
    const first = await logIn(token);
    expect(first.status).toBe(303);
    const Cookie = cookieOf(await logIn(token));
    expect((await host.get('/', { Cookie })).status).toBe(200);
    const { socket } = await host.knock({ Cookie, Origin: own() });
    expect(await ask(socket, 'caller')).toEqual({ user: 'Ada', isReadOnly: true });
    socket.terminate();
  });

  it('is refused from foreign pages, in the address, with a wrong token and with a long body', async () => {
    expect((await logIn(token, { Origin: 'http://evil.example' })).status).toBe(403);
    expect((await logIn(token, {})).status).toBe(403);
    expect((await host.get(`/?token=${token}`)).status).toBe(401);
    expect((await host.get(`/login?token=${token}`)).headers['set-cookie']).toBeUndefined();
    expect((await logIn(`${token}A`)).status).toBe(401);
    expect((await logIn(`${'A'.repeat(5000)}&token=${token}`)).status).toBe(401);
  });

  it('slows down whoever guesses, and still knows a right token', async () => {
    const statuses = [];
    for (let index = 0; index < 30; index += 1) statuses.push((await logIn(`guess-${index}`)).status);
    expect(statuses).toContain(429);
    expect((await logIn(token)).status).toBe(303);
  });

  it('is written down without the token', () => {
    expect(logged).toContain('"user":"Ada"');
    expect(logged).toContain('not let in');
    expect(logged).not.toContain(token);
  });
});

describe('the end of a session', () => {
  it('closes its pages with a code of its own, and its cookie opens nothing', async () => {
    const Cookie = cookieOf(await logIn(token));
    const { socket } = await host.knock({ Cookie, Origin: own() });
    const id = sessions.list().at(-1)?.id ?? '';
    const closed = once(socket, 'close');
    expect(sessions.end(id, 'logged out')).toBe(true);
    expect((await closed)[0]).toBe(sessionEndedCode);
    expect((await host.get('/', { Cookie })).status).toBe(401);
    expect((await host.knock({ Cookie, Origin: own() })).status).toBe(401);
  });
});

describe('behind a proxy', () => {
  it('gives a cookie that goes over TLS alone, and takes the proxy’s origin alone', async () => {
    const answer = await logIn(token, { ...proxied, Origin: 'https://cored.lab.example' });
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^__Host-cored-443=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    const Cookie = cookieOf(answer);
    const page = await host.get('/', { ...proxied, Cookie });
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("connect-src 'self' wss://cored.lab.example;");
    const open = await host.knock({ ...proxied, Cookie, Origin: 'https://cored.lab.example' });
    expect(open.status).toBe('open');
    open.socket.terminate();
    expect((await host.knock({ ...proxied, Cookie, Origin: own() })).status).toBe(403);
    // Over the loopback address itself it is another place, with cookies of its own.
    expect((await host.get('/', { Cookie })).status).toBe(401);
  });

  it('writes down the address that the proxy saw, not what it was told', () => {
    expect(logged).toContain('"client":"10.0.0.7"');
    expect(logged).not.toContain('1.2.3.4');
  });

  it.each([
    ['another name', { ...proxied, 'X-Forwarded-Host': 'evil.example' }, 'evil.example'],
    ['a rebound name, with the right header', proxied, 'evil.example'],
    ['the name without the header', {}, 'cored.lab.example'],
    ['no TLS', { ...proxied, 'X-Forwarded-Proto': 'http' }, 'cored.lab.example'],
    ['two names', { ...proxied, 'X-Forwarded-Host': 'cored.lab.example, evil.example' }, 'cored.lab.example'],
  ])('is refused for %s', async (_, headers, Host) => {
    expect((await host.get('/', { ...headers, Host })).status).toBe(403);
  });

  it('prints the proxy’s address', () => {
    expect(host.server.newUrl()).toMatch(/^https:\/\/cored\.lab\.example\/\?token=/);
  });
});

describe('without the option', () => {
  it('looks at no X-Forwarded header', async () => {
    const plain = await openHost();
    expect((await plain.get('/', { ...proxied, Host: 'cored.lab.example' })).status).toBe(403);
    const { search } = new URL(plain.server.newUrl());
    const answer = await plain.get(`/${search}`, proxied);
    expect(answer.headers['set-cookie']?.[0]).toMatch(new RegExp(`^cored-${plain.server.port}=`));
    expect((await plain.get('/login')).status).toBe(401);
    await plain.close();
  });
});
