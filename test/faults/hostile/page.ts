/** A page of the browser host, as a program: lets itself in, asks, and can misbehave. */
import { once } from 'node:events';
import { request } from 'node:http';
import { WebSocket } from 'ws';
import { decode, encode } from '../../../src/shared/codec';
import { ServerMessage, type Outcome } from '../../../src/shared/wire';

export interface HttpAnswer {
  readonly status: number;
  readonly cookie: string | null;
  readonly body: string;
}

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly origin: string;
}

export function placeOf(url: string): Place {
  const { hostname, port, origin } = new URL(url);
  return { host: hostname, port: Number(port), origin };
}

interface Sent {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function ask(
  { host, port }: Place,
  { path, method = 'GET', headers = {}, body = '' }: Sent,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          cookie: response.headers['set-cookie']?.[0]?.split(';')[0] ?? null,
          body: Buffer.concat(chunks).toString('latin1'),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** By the address that the terminal printed. */
export async function letIn(url: string): Promise<string> {
  const { pathname, search } = new URL(url);
  const { cookie } = await ask(placeOf(url), { path: pathname + search });
  if (cookie === null) throw new Error(`${pathname} let nobody in.`);
  return cookie;
}

export async function logIn(place: Place, token: string): Promise<string> {
  const { cookie, status } = await ask(place, {
    path: '/login',
    method: 'POST',
    headers: { Origin: place.origin, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: `token=${token}`,
  });
  if (cookie === null) throw new Error(`The token let nobody in (${status}).`);
  return cookie;
}

/** The socket, or the status with which it was refused. */
export function knock(place: Place, headers: Readonly<Record<string, string>>): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${place.host}:${place.port}/socket`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    socket.on('error', reject);
  });
}

export class CallingPage {
  private nextId = 0;
  private readonly waiting = new Map<number, (outcome: Outcome | 'closed') => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      const message = ServerMessage.parse(decode(data));
      if (message.kind !== 'reply') return;
      this.waiting.get(message.id)?.(message.outcome);
      this.waiting.delete(message.id);
    });
    socket.on('error', () => undefined); // `close` follows
    socket.on('close', () => {
      for (const settle of this.waiting.values()) settle('closed');
      this.waiting.clear();
    });
  }

  static async open(place: Place, cookie: string): Promise<CallingPage> {
    const socket = await knock(place, { Cookie: cookie, Origin: place.origin });
    if (typeof socket === 'number') throw new Error(`The socket was refused with ${socket}.`);
    return new CallingPage(socket);
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  call(name: string, input: unknown): Promise<Outcome | 'closed'> {
    return new Promise((resolve) => {
      const id = (this.nextId += 1);
      this.waiting.set(id, resolve);
      this.socket.send(encode({ id, name, input }), (error) => {
        if (error) resolve('closed');
      });
    });
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.socket, 'close');
    this.socket.terminate();
    await closed;
  }
}
