/** The browser host: the interface and its calls over HTTP and one websocket, on loopback, for whoever has the token. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { AppError } from '../../shared/errors';
import { beatMs as standardBeatMs, socketPath } from '../../shared/wire';
import type { Workbench } from '../workbench-api';
import { createAccess, hasOwnOrigin, loopbackHost, type Access } from './access';
import { createDownloads, type Downloads } from './downloads';
import { listRendererFiles } from './renderer-files';
import { requestHandler } from './request-handler';
import { socketHost } from './socket-host';

export interface ServerOptions {
  readonly workbench: Workbench;
  /** 0 takes any free port. */
  readonly port: number;
  /** The built interface, out/renderer. */
  readonly rendererFolder: string;
  readonly log: Logger;
  /** What the workbench offers for download; none unless given. */
  readonly downloads?: Downloads;
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
  const access = createAccess();
  const handle = requestHandler({ access, downloads, files, log });
  const server = createServer((request, response) => void handle(request, response));
  const port = await listen(server, options.port, hostName);
  const sockets = socketHost({ workbench, log, beatMs });

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const refusal = whyNoSocket(request, access);
    if (refusal !== null) {
      log.warn({ refusal, origin: request.headers.origin }, 'A websocket was refused');
      refuse(stream, refusal);
      return;
    }
    sockets.webSockets.handleUpgrade(request, stream, head, (socket) => sockets.webSockets.emit('connection', socket));
  });

  const newUrl = () => `http://${hostName === '::1' ? '[::1]' : hostName}:${port}/?token=${access.newToken()}`;
  return {
    url: newUrl(),
    port,
    newUrl,
    close: () =>
      new Promise((resolve) => {
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function whyNoSocket(request: IncomingMessage, access: Access): string | null {
  const host = loopbackHost(request);
  if (host === null) return '403 Forbidden';
  if (!hasOwnOrigin(request, host)) return '403 Forbidden';
  if (!access.isAllowed(request, host)) return '401 Unauthorized';
  return request.url === socketPath ? null : '404 Not Found';
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
