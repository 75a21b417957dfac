/** The browser host: the interface and its calls over HTTP and one websocket, on loopback, for whoever has the token. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import pino, { type Logger } from 'pino';
import { AppError } from '../../shared/errors';
import { beatMs as standardBeatMs, socketPath } from '../../shared/wire';
import type { HostSession, Workbench } from '../workbench-api';
import { createAccess } from './access';
import { AccessLog } from './access-log';
import type { CallLimits } from './call-gate';
import { createDownloads, type Downloads } from './downloads';
import { LogIn } from './log-in';
import { hasOwnOrigin, placeOf, type Place } from './place';
import { listRendererFiles } from './renderer-files';
import { requestHandler } from './request-handler';
import { Sessions } from './sessions';
import { socketHost } from './socket-host';
import type { Users } from './users';
import { endSessionsOfGoneUsers } from './user-sessions';

export interface ServerOptions {
  readonly workbench: Workbench;
  /** 0 takes any free port. */
  readonly port: number;
  /** The built interface, out/renderer. */
  readonly rendererFolder: string;
  readonly log: Logger;
  /** What the workbench offers for download; none unless given. */
  readonly downloads?: Downloads;
  /** Those that the workbench's calls tell of; own ones unless given. */
  readonly sessions?: Sessions;
  /** Who may log in by a token; nobody unless given. */
  readonly users?: Users;
  /** The proxy's address as people open it; without it no X-Forwarded header is looked at. */
  readonly behind?: URL;
  /** Who did what; written nowhere unless given. */
  readonly accessLog?: Logger;
  readonly callLimits?: CallLimits;
  /** The loopback address to bind and to print. */
  readonly hostName?: '127.0.0.1' | '::1' | 'localhost';
  /** How often clients are asked whether they are there. */
  readonly beatMs?: number;
}

export interface RunningServer {
  /** Opens the workbench once. */
  readonly url: string;
  readonly port: number;
  /** Another address for one use; the one before, if nobody used it, is void. */
  newUrl(): string;
  close(): Promise<void>;
}

/** Of requests that come slowly, or never: their connections are closed, and others do not wait for them. */
const connectionLimits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 << 10,
} as const;
/** Below the number of files that systems let a program open. */
const mostConnections = 800;

/** Throws `conflict` when the port is in use, `unavailable` when the interface is not built. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const {
    workbench,
    log,
    rendererFolder,
    hostName = '127.0.0.1',
    beatMs = standardBeatMs,
    downloads = createDownloads(),
  } = options;
  const files = await listRendererFiles(rendererFolder);
  const { sessions = new Sessions(), users = null, behind = null } = options;
  const access = createAccess(sessions);
  const accessLog = new AccessLog(options.accessLog ?? pino({ level: 'silent' }));
  const logIn = users === null ? null : new LogIn(users, { access, accessLog });
  const handle = requestHandler({ access, downloads, logIn, accessLog, behind, files, log });
  const server = createServer(connectionLimits, (request, response) => void handle(request, response));
  server.maxConnections = mostConnections;
  const port = await listen(server, options.port, hostName);
  const sockets = socketHost({ ...options, workbench, sessions, accessLog, log, beatMs });
  const stopLooking =
    users === null ? () => undefined : endSessionsOfGoneUsers({ sessions, users, log, everyMs: beatMs });

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const place = placeOf(request, behind);
    const session = place === null ? null : access.sessionOf(request, place);
    const refusal = whyNoSocket(request, { place, session, hasRoom: sockets.hasRoom });
    if (refusal !== null || session === null) {
      const { origin = 'none' } = request.headers;
      accessLog.note('socket refused', {
        client: place?.client ?? 'unknown',
        reason: refusal ?? '',
        origin: origin.slice(0, 200),
      });
      refuse(stream, refusal ?? '401 Unauthorized');
      return;
    }
    sockets.webSockets.handleUpgrade(request, stream, head, (socket) =>
      sockets.webSockets.emit('connection', socket, request, session),
    );
  });

  const own = `http://${hostName === '::1' ? '[::1]' : hostName}:${port}`;
  const newUrl = () => `${behind?.origin ?? own}/?token=${access.newToken()}`;
  return {
    url: newUrl(),
    port,
    newUrl,
    close: () =>
      new Promise((resolve) => {
        stopLooking();
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Asking {
  readonly place: Place | null;
  readonly session: HostSession | null;
  hasRoom(session: HostSession): boolean;
}

function whyNoSocket(request: IncomingMessage, { place, session, hasRoom }: Asking): string | null {
  if (place === null || !hasOwnOrigin(request, place)) return '403 Forbidden';
  if (session === null) return '401 Unauthorized';
  if (request.url !== socketPath) return '404 Not Found';
  return hasRoom(session) ? null : '429 Too Many Requests';
}

function refuse(stream: Duplex, status: string): void {
  stream.on('error', () => stream.destroy()); // whoever asked is gone already
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Resolves to the port that was bound. */
function listen(server: Server, port: number, hostName: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(whyNotListening(cause, port)));
    server.listen({ port, host: hostName }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function whyNotListening(cause: NodeJS.ErrnoException, port: number): AppError {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new AppError('conflict', `Port ${port} is in use by another program. Choose another with --port.`, {
        cause,
      });
    case 'EACCES':
      return new AppError('not-permitted', `Port ${port} is reserved. Choose one above 1023 with --port.`, { cause });
    default:
      return new AppError('unavailable', `Port ${port} cannot be opened: ${cause.message}`, { cause });
  }
}
