/** The websocket side of the browser host: calls in, replies and pushes out, silent clients and ended sessions dropped. */
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Logger } from 'pino';
import { callMessageBounds, mostMessageBytes } from '../../shared/call-bounds';
import { decode, encode } from '../../shared/codec';
import { pushes } from '../../shared/contract';
import { CallRequest, outcomeOf, sessionEndedCode, type Outcome, type ServerMessage } from '../../shared/wire';
import type { HostSession, Page, Workbench } from '../workbench-api';
import type { AccessLog } from './access-log';
import { CallGate, usualCallLimits, type CallLimits } from './call-gate';
import { createOutlet, type Outlet } from './outlet';
import type { Sessions } from './sessions';

interface Client {
  readonly session: HostSession;
  readonly outlet: Outlet;
  readonly gate: CallGate;
  readonly page: Page;
  /** Whether anything was heard since the last beat. */
  heard: boolean;
  calls: number;
}

export interface SocketHost {
  /** Whether the session may open one more page. */
  hasRoom(session: HostSession): boolean;
  /** Takes upgrades that were let in, and emits 'connection' with the session as third argument. */
  readonly webSockets: WebSocketServer;
  close(): void;
}

export interface SocketHostOptions {
  readonly workbench: Workbench;
  readonly sessions: Sessions;
  readonly accessLog: AccessLog;
  readonly log: Logger;
  readonly beatMs: number;
  readonly callLimits?: CallLimits;
}

/** Open at once. */
const mostPages = 24;
/** A message comes in one frame from every browser. */
const mostFragments = 64;
const closeCodes = { goingAway: 1001, notUnderstood: 1007, sessionEnded: sessionEndedCode, tooMuch: 1013 } as const;

export function socketHost(served: SocketHostOptions): SocketHost {
  const { workbench, sessions, accessLog, log, beatMs, callLimits = usualCallLimits } = served;
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: mostMessageBytes,
    maxFragments: mostFragments,
    // One message at a time: what one client sent at once does not hold up the others.
    allowSynchronousEvents: false,
    perMessageDeflate: false,
  });
  const clients = new Map<WebSocket, Client>();
  const gates = new Map<string, CallGate>();
  const pagesOf = (id: string) => [...clients].filter(([, { session }]) => session.id === id);

  webSockets.on('connection', (socket: WebSocket, _: unknown, session: HostSession) => {
    const gate = gates.get(session.id) ?? new CallGate(callLimits);
    gates.set(session.id, gate);
    const leaving = new AbortController();
    const page = { gone: leaving.signal };
    const client: Client = { session, outlet: createOutlet(socket), gate, page, heard: true, calls: 0 };
    clients.set(socket, client);
    sessions.addPages(session.id, 1);
    accessLog.noteOf('page opened', session);
    socket.on('close', () => {
      clients.delete(socket);
      leaving.abort();
      sessions.addPages(session.id, -1);
      accessLog.noteOf('page closed', session, { calls: client.calls });
    });
    // ws closes the connection itself after an error (a frame that is too long, say).
    socket.on('error', (error) => log.warn({ error }, 'A websocket broke'));
    socket.on('pong', () => {
      client.heard = true;
    });
    socket.on('message', (data, isBinary) => {
      // What was on its way when we closed it.
      if (socket.readyState !== socket.OPEN) return;
      client.heard = true;
      const bytes = isBinary ? bytesOf(data) : null;
      if (bytes !== null && !gate.hasRoomFor(bytes.length)) {
        // Our pages ask for some dozens of things at once, and are paused long before this.
        accessLog.noteOf('flooded', session);
        closeSoon(socket, closeCodes.tooMuch, 'Too many calls wait.');
        return;
      }
      const request = bytes === null ? null : requestOf(bytes);
      if (bytes === null || request === null) {
        log.warn('A message that is no call came over a websocket; the connection is closed');
        socket.close(closeCodes.notUnderstood, 'This message is not a call.');
        return;
      }
      client.calls += 1;
      sessions.use(session.id);
      void answer(request, bytes.length, client).then(() => resumeWith(gate));
      if (gate.isFull) socket.pause();
    });
  });

  const answer = async ({ id, name, input }: CallRequest, bytes: number, client: Client): Promise<void> => {
    const { session, outlet, gate, page } = client;
    const startedAt = performance.now();
    const outcome = await outcomeOf(() =>
      gate.run(bytes, () => workbench.callUnchecked(name, input, { caller: session, page })),
    );
    const code = outcome.ok ? null : outcome.error.code;
    accessLog.noteCall(session, { name, input, code, ms: performance.now() - startedAt });
    // A result that the codec refuses is our defect; the caller hears of it as of any other error.
    const encoded = await outcomeOf(async () => encodeReply(id, outcome));
    if (!encoded.ok) {
      log.error({ name, error: encoded.error }, 'A result could not be sent');
      outlet.send(encodeReply(id, encoded));
    } else if (encoded.value instanceof Uint8Array) {
      outlet.send(encoded.value);
    }
  };

  /** What a client sends while it is paused waits in its own system. */
  const resumeWith = (gate: CallGate): void => {
    if (gate.isFull) return;
    for (const [socket, client] of clients) if (client.gate === gate && socket.isPaused) socket.resume();
  };

  const unsubscribe = workbench.subscribe((name, payload) => {
    if (clients.size === 0) return;
    const bytes = encode({ kind: 'push', push: { name, payload } } satisfies ServerMessage);
    for (const { outlet } of clients.values()) {
      if (pushes[name].droppable) outlet.sendDroppable(pushKey(name, payload), bytes);
      else outlet.send(bytes);
    }
  });
  const stopListening = sessions.onEnd((session, reason) => {
    accessLog.noteOf('session ended', session, { reason });
    gates.delete(session.id);
    // The reply to the call that ended it goes first.
    for (const [socket] of pagesOf(session.id)) {
      setImmediate(() => closeSoon(socket, closeCodes.sessionEnded, 'The session has ended.'));
    }
  });

  const beat = encode({ kind: 'beat' } satisfies ServerMessage);
  const timer = setInterval(() => {
    sessions.sweep();
    for (const [socket, client] of clients) {
      if (!client.heard && !socket.isPaused) {
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
    hasRoom: ({ id }) => pagesOf(id).length < mostPages,
    close: () => {
      clearInterval(timer);
      unsubscribe();
      stopListening();
      for (const socket of clients.keys()) socket.close(closeCodes.goingAway, 'The workbench ends.');
      webSockets.close();
    },
  };
}

/** One that does not answer is cut off. */
function closeSoon(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), 1000).unref();
}

function requestOf(bytes: Uint8Array): CallRequest | null {
  try {
    return CallRequest.parse(decode(bytes, callMessageBounds));
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
