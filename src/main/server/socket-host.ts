/** The websocket side of the browser host: calls in, replies and pushes out, silent clients dropped. */
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Logger } from 'pino';
import { decode, encode } from '../../shared/codec';
import { pushes } from '../../shared/contract';
import { mostDroppedBytes } from '../../shared/images';
import { CallRequest, outcomeOf, type Outcome, type ServerMessage } from '../../shared/wire';
import type { Page, Workbench } from '../workbench-api';
import { createOutlet, type Outlet } from './outlet';

interface Client {
  readonly outlet: Outlet;
  readonly page: Page;
  /** Whether anything was heard since the last beat. */
  heard: boolean;
}

export interface SocketHost {
  /** Takes upgrades that were let in. */
  readonly webSockets: WebSocketServer;
  close(): void;
}

/** Calls are small: a path, a recipe, a page of notes; a dropped image is the largest. */
const largestRequestBytes = mostDroppedBytes + (1 << 20);
const closeCodes = { goingAway: 1001, notUnderstood: 1007 } as const;

export function socketHost(served: { workbench: Workbench; log: Logger; beatMs: number }): SocketHost {
  const { workbench, log, beatMs } = served;
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestRequestBytes,
    perMessageDeflate: false,
  });
  const clients = new Map<WebSocket, Client>();

  webSockets.on('connection', (socket: WebSocket) => {
    const leaving = new AbortController();
    const client: Client = { outlet: createOutlet(socket), page: { gone: leaving.signal }, heard: true };
    clients.set(socket, client);
    socket.on('close', () => {
      clients.delete(socket);
      leaving.abort();
    });
    // ws closes the connection itself after an error (a frame that is too long, say).
    socket.on('error', (error) => log.warn({ error }, 'A websocket broke'));
    socket.on('pong', () => {
      client.heard = true;
    });
    socket.on('message', (data, isBinary) => {
      client.heard = true;
      const request = isBinary ? requestOf(data) : null;
      if (request === null) {
        log.warn('A message that is no call came over a websocket; the connection is closed');
        socket.close(closeCodes.notUnderstood, 'This message is not a call.');
        return;
      }
      void answer(request, client);
    });
  });

  const answer = async ({ id, name, input }: CallRequest, { outlet, page }: Client): Promise<void> => {
    const outcome = await outcomeOf(() => workbench.callUnchecked(name, input, page));
    // A result that the codec refuses is our defect; the caller hears of it as of any other error.
    const encoded = await outcomeOf(async () => encodeReply(id, outcome));
    if (!encoded.ok) {
      log.error({ name, error: encoded.error }, 'A result could not be sent');
      outlet.send(encodeReply(id, encoded));
    } else if (encoded.value instanceof Uint8Array) {
      outlet.send(encoded.value);
    }
  };

  const unsubscribe = workbench.subscribe((name, payload) => {
    if (clients.size === 0) return;
    const bytes = encode({ kind: 'push', push: { name, payload } } satisfies ServerMessage);
    for (const { outlet } of clients.values()) {
      if (pushes[name].droppable) outlet.sendDroppable(pushKey(name, payload), bytes);
      else outlet.send(bytes);
    }
  });

  const beat = encode({ kind: 'beat' } satisfies ServerMessage);
  const timer = setInterval(() => {
    for (const [socket, client] of clients) {
      if (!client.heard) {
        socket.terminate();
        continue;
      }
      client.heard = false;
      socket.ping();
      client.outlet.send(beat);
    }
  }, beatMs);

  return {
    webSockets,
    close: () => {
      clearInterval(timer);
      unsubscribe();
      for (const socket of clients.keys()) socket.close(closeCodes.goingAway, 'The workbench ends.');
      webSockets.close();
    },
  };
}

function requestOf(data: RawData): CallRequest | null {
  try {
    return CallRequest.parse(decode(bytesOf(data)));
  } catch {
    return null; // the caller closes the connection and says so
  }
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

function encodeReply(id: number, outcome: Outcome): Uint8Array {
  return encode({ kind: 'reply', id, outcome } satisfies ServerMessage);
}

/** What a newer push of the same key makes needless: the state of one run, one dataset, or the machine. */
function pushKey(name: string, payload: unknown): string {
  const id: unknown = typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'id') : undefined;
  return typeof id === 'string' ? `${name} ${id}` : name;
}
