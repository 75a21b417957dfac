/** The browser host over the real workbench: paths in calls stay inside the configured roots. */
import { mkdir, mkdtemp, readFile, realpath, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { startServer, type RunningServer } from '../../../src/main/server/server';
import { openWorkbench } from '../../../src/main/workbench';
import { noDialogs, type Workbench } from '../../../src/main/workbench-api';
import { decode, encode } from '../../../src/shared/codec';
import { findNetwork } from '../../../src/core/networks';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import { exportWeights } from '../../../src/main/weights/export-weights';
import { JobsHere } from '../../fixtures/jobs-here';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
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

describe('a link out of the roots', () => {
  const shown = { split: 'train', className: 'fake', count: 9 } as const;
  const picture = () => join(folder, 'data-private/secret.png');

  /** A dataset below the root that is scanned, and then holds a link to a picture outside. */
  async function datasetWithLink(name: string, makeLink: (task: string) => Promise<void>): Promise<string> {
    const path = join(root, name);
    await makeTinyDataset(path, { tasks: ['Stripes'], perClass: 3, size: 16 });
    await rename(join(path, 'Stripes/train/fake/fake_002.png'), picture());
    const added = await call('dataset/add', { path });
    const id = z.object({ value: z.object({ id: z.string() }) }).parse(added).value.id;
    await vi.waitFor(async () => {
      expect(await call('dataset/get', { datasetId: id })).toMatchObject({ value: { state: 'ready' } });
    }, 10_000);
    await makeLink(join(path, 'Stripes'));
    return id;
  }

  const links: [what: string, make: (task: string) => Promise<void>][] = [
    ['to a picture', (task) => symlink(picture(), join(task, 'train/fake/linked.png'))],
    ['to a folder', (task) => symlink(join(folder, 'data-private'), join(task, 'train/fake/more'))],
    ['to nothing', (task) => symlink(join(folder, 'data-private/nothing'), join(task, 'train/fake/linked.png'))],
    [
      'over another link',
      async (task) => {
        await symlink(join(folder, 'data-private'), join(root, 'step'));
        await symlink('../../../../step', join(task, 'train/fake/more'));
      },
    ],
  ];
  it.each(links)('%s shows no picture, no name and no count of what it leads to', async (what, makeLink) => {
    const id = await datasetWithLink(`Linked ${what}`, makeLink);
    const samples = await call('task/samples', { datasetId: id, task: 'Stripes', ...shown });
    expect(samples).toMatchObject(notPermitted);
    await call('dataset/scan', { datasetId: id });
    await vi.waitFor(async () => {
      const { value } = z
        .object({ value: z.object({ state: z.string() }) })
        .parse(await call('dataset/get', { datasetId: id }));
      expect(value.state).toBe('failed');
    }, 10_000);
    const path = join(root, `Linked ${what}`);
    expect(await call('dataset/propose', { path, wish: {} })).toMatchObject(notPermitted);
    const said = JSON.stringify(await call('dataset/get', { datasetId: id }));
    expect(said).toContain('leads out of the folders that this server may use');
    expect(said).not.toContain('secret');
  });

  it('inside the roots is followed', async () => {
    const id = await datasetWithLink('Linked within', async (task) => {
      await makeTinyDataset(join(root, 'Elsewhere'), { tasks: ['Stripes'], perClass: 3, size: 16 });
      await symlink(join(root, 'Elsewhere/Stripes/train/fake'), join(task, 'train/fake/more'));
    });
    const samples = await call('task/samples', { datasetId: id, task: 'Stripes', ...shown });
    const { value } = z.object({ value: z.array(z.object({ file: z.string() })) }).parse(samples);
    expect(value.map(({ file }) => file)).toContain('train/fake/more/fake_000.png');
  });

  it('from beside model.json tells no length, and as the weights themselves is not opened', async () => {
    const network = findNetwork('small-cnn');
    const model = {
      networkId: 'small-cnn',
      imageSize: 64,
      weights: initialWeights(network, { imageSize: 64, seed: 3 }),
    };
    const to = join(root, 'model');
    await exportWeights({ source: model, format: 'tfjs', to, name: 'a', metadata: {} });
    const shard = 'group1-shard1of1.bin';
    await readFile(join(to, shard));
    await rm(join(to, shard));
    await writeFile(join(folder, 'data-private/long'), '');
    await truncate(join(folder, 'data-private/long'), 123_456_789);
    await symlink(join(folder, 'data-private/long'), join(to, shard));
    const inspected = await call('weights/inspect', { path: join(to, 'model.json') });
    expect(inspected).toMatchObject(notPermitted);
    expect(JSON.stringify(inspected)).not.toMatch(/123.?456.?789/);

    await mkdir(join(root, 'one'));
    await symlink(join(folder, 'data-private/long'), join(root, 'one/w.safetensors'));
    expect(await call('weights/inspect', { path: join(root, 'one') })).toMatchObject(notPermitted);
  });

  it('ends an evaluation of a folder before it begins', async () => {
    const model = {
      networkId: 'small-cnn',
      imageSize: 64,
      weights: initialWeights(findNetwork('small-cnn'), { imageSize: 64, seed: 3 }),
    };
    await exportWeights({ source: model, format: 'safetensors', to: join(root, 'weights'), name: 'a', metadata: {} });
    await mkdir(join(root, 'scored/fake'), { recursive: true });
    await symlink(join(folder, 'data-private'), join(root, 'scored/real'));
    const started = await call('evaluation/start', {
      name: '',
      weights: { kind: 'file', path: join(root, 'weights/a.safetensors') },
      target: { kind: 'folder', path: join(root, 'scored') },
      engine: 'cpu',
      skipsUnreadable: false,
    });
    expect(started).toMatchObject(notPermitted);
  });
});
