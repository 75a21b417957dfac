/** The transport of the browser host: one websocket to the server that the page came from, renewed when it is lost. */
import { mostMessageBytes } from '../../shared/call-bounds';
import { decode, encode } from '../../shared/codec';
import { AppError, toAppError } from '../../shared/errors';
import { formatBytes } from '../../shared/format';
import { ServerMessage, sessionEndedCode, silenceMs, valueOf } from '../../shared/wire';
import type { ConnectionState, Transport } from './transport';

interface PendingCall {
  readonly request: Uint8Array<ArrayBuffer>;
  resolve(value: unknown): void;
  reject(error: AppError): void;
}

const firstRetryMs = 250;
const longestRetryMs = 5_000;

/** Connects at once. Calls made before the first connection stands wait for it; once it is lost they are refused. */
export function socketTransport(url: string): Transport {
  return new SocketTransport(url);
}

class SocketTransport implements Transport {
  state: ConnectionState = 'connecting';
  private readonly pushListeners = new Set<(name: string, payload: unknown) => void>();
  private readonly stateListeners = new Set<(state: ConnectionState) => void>();
  private readonly pending = new Map<number, PendingCall>();
  private readonly url: string;
  private socket: WebSocket;
  private nextId = 0;
  private failures = 0;
  private closed = false;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string) {
    this.url = url;
    this.socket = this.connect();
  }

  call(name: string, input: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.state === 'lost' || this.closed) {
        reject(lostError());
        return;
      }
      const id = this.nextId;
      this.nextId += 1;
      const request = encode({ id, name, input });
      if (request.length > mostMessageBytes) {
        reject(
          new AppError('bad-input', `This is too large to be sent: at most ${formatBytes(mostMessageBytes)} at once.`),
        );
        return;
      }
      this.pending.set(id, { request, resolve, reject });
      if (this.state === 'open') this.socket.send(request);
    });
  }

  onPush(listener: (name: string, payload: unknown) => void): () => void {
    this.pushListeners.add(listener);
    return () => this.pushListeners.delete(listener);
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retryTimer);
    this.socket.close();
    this.lose(this.socket);
  }

  private connect(): WebSocket {
    const socket = new WebSocket(this.url);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      if (socket !== this.socket || this.closed) return;
      this.failures = 0;
      this.listenForSilence(socket);
      for (const { request } of this.pending.values()) socket.send(request);
      this.setState('open');
    });
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (socket !== this.socket || this.closed) return;
      this.listenForSilence(socket);
      this.receive(socket, event.data);
    });
    // A failed connection also closes; `error` says nothing more.
    socket.addEventListener('close', ({ code }) => {
      // The server says what to do in the place of the page.
      if (code === sessionEndedCode) window.location.assign('/');
      this.lose(socket);
    });
    return socket;
  }

  private receive(socket: WebSocket, data: unknown): void {
    let message: ServerMessage;
    try {
      if (!(data instanceof ArrayBuffer)) throw new AppError('bad-input', 'The server sent text where bytes belong.');
      message = ServerMessage.parse(decode(new Uint8Array(data)));
    } catch {
      // Not our server, or another version of it: what stands open would wait for ever, so begin anew.
      socket.close();
      this.lose(socket);
      return;
    }
    switch (message.kind) {
      case 'beat':
        return;
      case 'push':
        for (const listener of this.pushListeners) listener(message.push.name, message.push.payload);
        return;
      case 'reply': {
        const call = this.pending.get(message.id);
        this.pending.delete(message.id);
        try {
          call?.resolve(valueOf(message.outcome));
        } catch (error) {
          call?.reject(toAppError(error));
        }
      }
    }
  }

  /** A socket can stay open towards nobody, behind a tunnel that died; the server's beat tells them apart. */
  private listenForSilence(socket: WebSocket): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => {
      socket.close();
      this.lose(socket);
    }, silenceMs);
  }

  private lose(socket: WebSocket): void {
    if (socket !== this.socket || (this.state === 'lost' && this.retryTimer !== undefined)) return;
    clearTimeout(this.silenceTimer);
    const calls = [...this.pending.values()];
    this.pending.clear();
    this.setState('lost');
    for (const { reject } of calls) reject(lostError());
    if (this.closed) return;
    const waitMs = Math.min(firstRetryMs * 2 ** this.failures, longestRetryMs);
    this.failures += 1;
    this.retryTimer = setTimeout(() => {
      this.retryTimer = undefined;
      this.socket = this.connect();
    }, waitMs);
  }

  private setState(state: ConnectionState): void {
    if (state === this.state) return;
    this.state = state;
    for (const listener of this.stateListeners) listener(state);
  }
}

function lostError(): AppError {
  const advice = 'Trainings go on. It is tried again by itself; if it stays away, start the workbench again.';
  return new AppError('unavailable', `The connection to the workbench is lost. ${advice}`);
}
