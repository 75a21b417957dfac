/** Which Node workers and jobs run on. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outsideAsar } from '../../../src/main/find-program';
import { nodeRuntime, type HostProcess } from '../../../src/main/processes/node-runtime';

let folder: string;
let host: HostProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-runtime-'));
  host = {
    executable: '/opt/cored/cored-workbench',
    platform: 'linux',
    electron: { resourcesPath: join(folder, 'resources') },
    environment: { HOME: '/home/a', ELECTRON_RUN_AS_NODE: '1' },
    programRoot: join(folder, 'program'),
  };
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '');
  return path;
}

describe('nodeRuntime', () => {
  it('is the same program in a plain Node', () => {
    const environment = { HOME: '/home/a' };
    const runtime = nodeRuntime({ ...host, executable: '/usr/bin/node', electron: null, environment });
    expect(runtime).toEqual({ executable: '/usr/bin/node', flags: [], environment });
  });

  it('is, in Electron, the Node packaged beside the program, before the one among the packages', async () => {
    const installed = await put(join(host.programRoot, `node_modules/node-linux-${process.arch}/bin/node`));
    expect(nodeRuntime(host)).toEqual({ executable: installed, flags: [], environment: { HOME: '/home/a' } });
    const packaged = await put(join(folder, 'resources/node/bin/node'));
    expect(nodeRuntime(host).executable).toBe(packaged);
  });

  it('finds node.exe on Windows', async () => {
    const packaged = await put(join(folder, 'resources/node/node.exe'));
    expect(nodeRuntime({ ...host, platform: 'win32' }).executable).toBe(packaged);
  });

  it("is Electron itself where there is no other, with sharp's WebAssembly build on Linux alone", () => {
    const onLinux = nodeRuntime({ ...host, environment: { HOME: '/home/a' } });
    expect(onLinux.executable).toBe(host.executable);
    expect(onLinux.environment).toEqual({ HOME: '/home/a', ELECTRON_RUN_AS_NODE: '1' });
    expect(onLinux.flags).toEqual(['--import', expect.stringMatching(/^file:.*use-wasm-sharp\.js$/)]);
    expect(nodeRuntime({ ...host, platform: 'darwin' }).flags).toEqual([]);
  });
});

describe('outsideAsar', () => {
  it('names the copy that processes other than Electron can read', () => {
    expect(outsideAsar('/opt/cored/resources/app.asar/out/main/worker.js')).toBe(
      '/opt/cored/resources/app.asar.unpacked/out/main/worker.js',
    );
    expect(outsideAsar('/home/a/cored/out/main/worker.js')).toBe('/home/a/cored/out/main/worker.js');
  });
});
