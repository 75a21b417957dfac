/** A browser host over a workbench of a few calls, and the clients that knock at its door. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { WebSocket } from 'ws';
import { startServer, type RunningServer, type ServerOptions } from '../../../src/main/server/server';
import type { Workbench } from '../../../src/main/workbench-api';
import type { PushName } from '../../../src/shared/contract';
import { AppError } from '../../../src/shared/errors';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
}

export interface HostUnderTest {
  readonly server: RunningServer;
  readonly rendererFolder: string;
  /** Sends a push to every client, as the workbench does. */
  push(name: PushName, payload: unknown): void;
  /** A raw request: the path goes out as it is. */
  get(path: string, headers?: Record<string, string>, method?: string, body?: string): Promise<Answer>;
  /** Uses a fresh token; the cookie as the browser would send it back. */
  cookie(): Promise<string>;
  /** A websocket with these headers; `open` or the status with which it was refused. */
  knock(headers: Record<string, string>, path?: string): Promise<{ socket: WebSocket; status: number | 'open' }>;
  /** The headers of a page of ours that was let in. */
  pageHeaders(): Promise<Record<string, string>>;
  close(): Promise<void>;
}

/** Knows four calls: echo, date (a result that cannot be sent), hang (one that never comes) and caller (who calls). */
function tinyWorkbench() {
  const listeners = new Set<(name: PushName, payload: unknown) => void>();
  const workbench: Workbench = {
    call: () => Promise.reject(new AppError('internal', 'Not used by the hosts.')),
    callUnchecked: async (name, input, { caller } = {}) => {
      if (name === 'caller') return { user: caller?.user, isReadOnly: caller?.isReadOnly };
      if (name === 'echo') return input;
      if (name === 'date') return { at: new Date(0) };
      if (name === 'hang') return new Promise(() => undefined);
      throw new AppError('not-found', `There is no call "${name}".`);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => undefined,
  };
  return { workbench, listeners };
}

type HostOptions = Partial<Omit<ServerOptions, 'workbench' | 'rendererFolder' | 'log'>>;

export async function openHost(options: HostOptions = {}): Promise<HostUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'cored-server-'));
  const rendererFolder = join(folder, 'renderer');
  await mkdir(join(rendererFolder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(rendererFolder, 'index.html'), '<!doctype html><title>Workbench</title>');
  await writeFile(join(rendererFolder, 'assets', 'index-3f9a.js'), 'export {};');
  await symlink(join(folder, 'secret.txt'), join(rendererFolder, 'linked.txt'));
  const { workbench, listeners } = tinyWorkbench();
  const server = await startServer({
    port: 0,
    ...options,
    workbench,
    rendererFolder,
    log: pino({ level: 'silent' }),
  });

  const get: HostUnderTest['get'] = (path, headers = {}, method = 'GET', body = '') =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: server.port, path, headers, method }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
            bytes: Buffer.concat(chunks),
          }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });

  const cookie = async () => {
    const { pathname, search } = new URL(server.newUrl());
    const answer = await get(pathname + search);
    return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  };

  const knock: HostUnderTest['knock'] = (headers, path = '/socket') =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
      socket.on('open', () => resolve({ socket, status: 'open' }));
      socket.on('unexpected-response', (_, response) => {
        resolve({ socket, status: response.statusCode ?? 0 });
        response.destroy();
      });
      socket.on('error', reject);
    });

  return {
    server,
    rendererFolder,
    push: (name, payload) => {
      for (const listener of listeners) listener(name, payload);
    },
    get,
    cookie,
    knock,
    pageHeaders: async () => ({ Cookie: await cookie(), Origin: `http://127.0.0.1:${server.port}` }),
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}
