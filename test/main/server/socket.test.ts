/** The websocket of the browser host: who gets one, what comes back, and how it deals with nonsense. */
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { usualCallLimits } from '../../../src/main/server/call-gate';
import { decode, encode } from '../../../src/shared/codec';
import { mostDroppedBytes } from '../../../src/shared/images';
import { ServerMessage } from '../../../src/shared/wire';
import { openHost, type HostUnderTest } from './host-under-test';

let host: HostUnderTest;
const sockets: WebSocket[] = [];
beforeAll(async () => {
  host = await openHost();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});
afterAll(() => host.close());

async function open(): Promise<WebSocket> {
  const { socket, status } = await host.knock(await host.pageHeaders());
  expect(status).toBe('open');
  sockets.push(socket);
  return socket;
}

async function nextMessage(socket: WebSocket): Promise<ServerMessage> {
  const [data] = await once(socket, 'message');
  return ServerMessage.parse(decode(data));
}

const closeCodeOf = async (socket: WebSocket): Promise<number> => (await once(socket, 'close'))[0];

describe('an upgrade', () => {
  const own = () => `http://127.0.0.1:${host.server.port}`;

  it('with cookie and own origin is let in, also through a tunnel that changes the port', async () => {
    await open();
    const { pathname, search } = new URL(host.server.newUrl());
    const answer = await host.get(pathname + search, { Host: 'localhost:9000' });
    const Cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const tunnelled = await host.knock({ Host: 'localhost:9000', Origin: 'http://localhost:9000', Cookie });
    sockets.push(tunnelled.socket);
    expect(tunnelled.status).toBe('open');
  });

  it('without the cookie is refused', async () => {
    expect((await host.knock({ Origin: own() })).status).toBe(401);
  });

  it('from a foreign origin is refused, even with the cookie', async () => {
    const Cookie = await host.cookie();
    const foreign = ['http://evil.example', `https://127.0.0.1:${host.server.port}`, 'http://127.0.0.1:1', 'null'];
    for (const Origin of foreign) expect((await host.knock({ Cookie, Origin })).status).toBe(403);
  });

  it('without an origin is refused', async () => {
    expect((await host.knock({ Cookie: await host.cookie() })).status).toBe(403);
  });

  it('for a foreign Host is refused, even when its origin is the same', async () => {
    const Cookie = await host.cookie();
    const status = (await host.knock({ Cookie, Host: 'evil.example', Origin: 'http://evil.example' })).status;
    expect(status).toBe(403);
  });

  it('at another path is refused', async () => {
    expect((await host.knock(await host.pageHeaders(), '/other')).status).toBe(404);
  });
});

describe('a call', () => {
  it('comes back with its id and the same typed arrays', async () => {
    const socket = await open();
    socket.send(encode({ id: 7, name: 'echo', input: { values: new Float32Array([0.5, 2]) } }));
    expect(await nextMessage(socket)).toEqual({
      kind: 'reply',
      id: 7,
      outcome: { ok: true, value: { values: new Float32Array([0.5, 2]) } },
    });
  });

  it('that fails comes back as an error of ours', async () => {
    const socket = await open();
    socket.send(encode({ id: 1, name: '__proto__', input: {} }));
    expect(await nextMessage(socket)).toEqual({
      kind: 'reply',
      id: 1,
      outcome: { ok: false, error: { code: 'not-found', message: 'There is no call "__proto__".' } },
    });
  });

  it('whose result cannot be sent says so instead of staying open', async () => {
    const socket = await open();
    socket.send(encode({ id: 2, name: 'date', input: {} }));
    const reply = await nextMessage(socket);
    expect(reply).toMatchObject({ kind: 'reply', id: 2, outcome: { ok: false } });
    expect(JSON.stringify(reply)).toContain('is a Date');
  });

  it('that hangs does not keep others from being answered', async () => {
    const socket = await open();
    socket.send(encode({ id: 1, name: 'hang', input: {} }));
    socket.send(encode({ id: 2, name: 'echo', input: {} }));
    expect(await nextMessage(socket)).toMatchObject({ id: 2 });
  });
});

describe('a client that floods', () => {
  it('is closed, and the page of another session is answered meanwhile', async () => {
    const flooded = await openHost({ callLimits: { ...usualCallLimits, perSecond: 1, burst: 1, waiting: 50 } });
    const { socket } = await flooded.knock(await flooded.pageHeaders());
    const { socket: other } = await flooded.knock(await flooded.pageHeaders());
    const closed = closeCodeOf(socket);
    for (let id = 0; id < 2000; id += 1) socket.send(encode({ id, name: 'echo', input: id }));
    other.send(encode({ id: 1, name: 'echo', input: 'meanwhile' }));
    expect(await nextMessage(other)).toMatchObject({ kind: 'reply', outcome: { value: 'meanwhile' } });
    expect(await closed).toBe(1013);
    await flooded.close();
  });

  it('of many pages gets no more of them', async () => {
    const many = await openHost();
    const headers = await many.pageHeaders();
    const statuses = [];
    for (let index = 0; index < 26; index += 1) statuses.push((await many.knock(headers)).status);
    expect(statuses.slice(0, 24)).toEqual(Array.from({ length: 24 }, () => 'open'));
    expect(statuses.slice(24)).toEqual([429, 429]);
    await many.close();
  });

  it('with one message in thousands of pieces is closed', async () => {
    const socket = await open();
    for (let index = 0; index < 200; index += 1) socket.send(new Uint8Array(1), { fin: false });
    expect([1006, 1008, 1009]).toContain(await closeCodeOf(socket));
  });
});

describe('a message', () => {
  it('over the limit closes its connection, and only that', async () => {
    const [socket, other] = [await open(), await open()];
    socket.send(new Uint8Array(mostDroppedBytes + (1 << 20) + 1));
    expect(await closeCodeOf(socket)).toBe(1009);
    other.send(encode({ id: 1, name: 'echo', input: 1 }));
    expect(await nextMessage(other)).toMatchObject({ id: 1 });
  });

  it.each([
    ['noise', new Uint8Array([1, 2, 3])],
    ['text', 'run/list'],
    ['plain data that is no call', encode({ id: -1, name: 'echo' })],
    ['a call without a name', encode({ id: 1 })],
  ])('of %s closes its connection', async (_, message) => {
    const socket = await open();
    socket.send(message);
    expect(await closeCodeOf(socket)).toBe(1007);
  });
});

describe('pushes', () => {
  it('reach every client', async () => {
    const clients = [await open(), await open()];
    const arrived = clients.map(nextMessage);
    host.push('run/changed', { id: 'run-1', state: 'training' });
    for (const message of await Promise.all(arrived)) {
      expect(message).toEqual({
        kind: 'push',
        push: { name: 'run/changed', payload: { id: 'run-1', state: 'training' } },
      });
    }
  });
});

describe('the beat', () => {
  it('keeps clients that answer and drops those that do not', async () => {
    const beating = await openHost({ beatMs: 200 });
    const { socket: living } = await beating.knock(await beating.pageHeaders());
    const { socket: mute } = await beating.knock(await beating.pageHeaders());
    mute.pong = () => undefined; // as behind a tunnel that died
    expect(await nextMessage(living)).toEqual({ kind: 'beat' });
    expect(await closeCodeOf(mute)).toBe(1006);
    expect(living.readyState).toBe(living.OPEN);
    await beating.close();
  });
});
