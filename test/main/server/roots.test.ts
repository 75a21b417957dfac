/** The browser host over the real workbench: paths in calls stay inside the configured roots. */
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startServer, type RunningServer } from '../../../src/main/server/server';
import { openWorkbench } from '../../../src/main/workbench';
import { noDialogs, type Workbench } from '../../../src/main/workbench-api';
import { decode, encode } from '../../../src/shared/codec';
import { JobsHere } from '../../fixtures/jobs-here';
import { ServerMessage } from '../../../src/shared/wire';

let folder: string;
let root: string;
let workbench: Workbench;
let server: RunningServer;
let socket: WebSocket;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'cored-roots-')));
  root = join(folder, 'data');
  await mkdir(join(root, 'Tasks'), { recursive: true });
  await mkdir(join(folder, 'data-private'));
  await mkdir(join(folder, 'renderer'));
  await writeFile(join(folder, 'renderer', 'index.html'), '');
  await symlink(join(folder, 'data-private'), join(root, 'way-out'));
  const log = pino({ level: 'silent' });
  workbench = await openWorkbench({
    workspace: join(folder, 'workspace'),
    host: { kind: 'browser', roots: [root], ...noDialogs },
    log,
    jobs: new JobsHere(),
    startsRuns: false,
  });
  server = await startServer({ workbench, port: 0, rendererFolder: join(folder, 'renderer'), log });
  const letIn = await fetch(server.url, { redirect: 'manual' });
  const Cookie = letIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const origin = `http://127.0.0.1:${server.port}`;
  socket = new WebSocket(`ws://127.0.0.1:${server.port}/socket`, { headers: { Cookie, Origin: origin } });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
});
afterAll(async () => {
  socket.terminate();
  await server.close();
  await workbench.close();
  await rm(folder, { recursive: true });
});

let lastId = 0;
function call(name: string, input: unknown): Promise<unknown> {
  lastId += 1;
  const id = lastId;
  socket.send(encode({ id, name, input }));
  return new Promise((resolve) => {
    const listen = (data: Buffer) => {
      const message = ServerMessage.parse(decode(data));
      if (message.kind !== 'reply' || message.id !== id) return;
      socket.off('message', listen);
      resolve(message.outcome);
    };
    socket.on('message', listen);
  });
}

const notPermitted = { ok: false, error: { code: 'not-permitted' } };

describe('a path in a call', () => {
  it('inside a root is listed', async () => {
    expect(await call('folder/list', { path: root })).toMatchObject({
      ok: true,
      value: { path: root, parent: null },
    });
  });

  it('outside the roots is refused, however it is written', async () => {
    const outside = [
      '/',
      folder,
      `${root}/..`,
      `${root}/../data-private`,
      `${root}-private`,
      join(root, 'way-out'),
      'Tasks/../..',
    ];
    for (const path of outside) expect(await call('folder/list', { path })).toMatchObject(notPermitted);
  });

  it('outside the roots is refused by every call that takes one', async () => {
    const path = join(folder, 'data-private');
    expect(await call('dataset/add', { path })).toMatchObject(notPermitted);
    expect(await call('weights/inspect', { path })).toMatchObject(notPermitted);
    const runIds = ['some-run'];
    expect(await call('tracker/export', { tracker: 'mlflow', runIds, to: path })).toMatchObject(notPermitted);
    expect(await call('report/write', { runIds, to: join(root, 'way-out', 'a.html') })).toMatchObject(notPermitted);
    expect(await call('mlflow/send', { runIds, uri: 'http://localhost' })).toMatchObject(notPermitted);
  });
});
