/** The interface's websocket transport against the browser host: calls, pushes, loss and return. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { clientOver } from '../../../src/renderer/client/client';
import { socketTransport } from '../../../src/renderer/client/socket-transport';
import type { ConnectionState, Transport } from '../../../src/renderer/client/transport';
import { openHost, type HostUnderTest } from './host-under-test';

let host: HostUnderTest;
beforeAll(async () => {
  host = await openHost();
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await host.close();
});

/** Node's own WebSocket sends neither cookie nor origin, which a browser does by itself. */
async function connect(of: HostUnderTest): Promise<Transport> {
  const headers = await of.pageHeaders();
  vi.stubGlobal(
    'WebSocket',
    class extends WebSocket {
      constructor(url: string) {
        super(url, { headers });
        this.on('error', () => undefined); // a browser's own says it in its console; `close` follows
      }
    },
  );
  return socketTransport(`ws://127.0.0.1:${of.server.port}/socket`);
}

function reaches(transport: Transport, wanted: ConnectionState): Promise<void> {
  if (transport.state === wanted) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = transport.onState((state) => {
      if (state !== wanted) return;
      stop();
      resolve();
    });
  });
}

describe('the socket transport', () => {
  it('lets calls wait for the first connection', async () => {
    const transport = await connect(host);
    expect(transport.state).toBe('connecting');
    expect(await transport.call('echo', { at: [1, 2] })).toEqual({ at: [1, 2] });
    expect(transport.state).toBe('open');
    transport.close();
  });

  it('gives errors of the workbench as they are', async () => {
    const transport = await connect(host);
    await expect(transport.call('fail', {})).rejects.toMatchObject({ name: 'AppError', code: 'not-found' });
    transport.close();
  });

  it('refuses what is under way when the server goes, says so, and comes back with it', async () => {
    const first = await openHost();
    const transport = await connect(first);
    await reaches(transport, 'open');
    const hanging = transport.call('hang', {});
    const refused = expect(hanging).rejects.toMatchObject({ code: 'unavailable' });
    await first.close();
    await refused;
    await reaches(transport, 'lost');
    await expect(transport.call('echo', 1)).rejects.toMatchObject({ code: 'unavailable' });

    const second = await openHost({ port: first.server.port });
    await connect(second).then((other) => other.close()); // the browser would send the new server's cookie now
    await reaches(transport, 'open');
    expect(await transport.call('echo', 'again')).toBe('again');
    transport.close();
    await second.close();
  });

  it('refuses calls after it was closed', async () => {
    const transport = await connect(host);
    transport.close();
    await expect(transport.call('echo', 1)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('the client', () => {
  const sample = {
    cpuPercent: 5,
    memoryUsedBytes: 1,
    memoryTotalBytes: 2,
    gpus: [],
    workers: [],
    training: 0,
    waiting: 0,
  };

  it('hands on pushes of the name that was asked for, until it is told to stop', async () => {
    const transport = await connect(host);
    await reaches(transport, 'open');
    const client = clientOver(transport);
    const heard: number[] = [];
    const arrived = (count: number) => vi.waitUntil(() => heard.length >= count);
    const stop = client.on('machine/sampled', ({ cpuPercent }) => heard.push(cpuPercent));
    host.push('run/changed', { id: 'other' });
    host.push('machine/sampled', sample);
    await arrived(1);
    stop();
    const stopAgain = client.on('machine/sampled', ({ training }) => heard.push(training));
    host.push('machine/sampled', { ...sample, training: 9 });
    await arrived(2);
    expect(heard).toEqual([5, 9]);
    stopAgain();
    client.close();
  });

  it('rejects an answer that is not what the contract says', async () => {
    const client = clientOver({
      state: 'open',
      call: async () => ({ cpuPercent: 'much' }),
      onPush: () => () => undefined,
      onState: () => () => undefined,
      close: () => undefined,
    });
    await expect(client.call('machine/sample', {})).rejects.toThrow('cpuPercent');
  });
});
