/** The packaged program: with all fuses, as a plain user, in Chromium's sandbox; scans, trains and exports in it. */
import { execFile, spawn } from 'node:child_process';
import { cp, readFile, readdir, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoDisplay } from '../../src/main/electron/find-desktop';
import { WorkerFile } from '../../src/shared/run';
import { Desktop } from '../fixtures/desktop';
import { makeTinyDataset } from '../fixtures/make-tiny-dataset';
import { findPackaged, programIn } from '../fixtures/packaged-program';
import { plainUser, type PlainUser } from '../fixtures/plain-user';
import { temporaryFolder } from '../fixtures/tiny-workbench';

const found = findPackaged();
const whyNot = whyNoDisplay(process.env, process.platform) ?? ('reason' in found ? found.reason : null);
const title = 'the packaged program';

describe.skipIf(whyNot !== null)(whyNot === null ? title : `${title} (skipped: ${whyNot})`, () => {
  const packaged = 'reason' in found ? programIn('') : found;
  let home: string;
  let user: PlainUser;
  let open: Desktop;

  beforeAll(async () => {
    home = await temporaryFolder('packaged');
    await makeTinyDataset(join(home, 'tiny'), { tasks: ['Stripes', 'Bars'], perClass: 24 });
    user = await plainUser(home);
    open = await launch(packaged.executable, join(home, 'workspace'));
  });
  afterAll(async () => {
    await open?.end('SIGTERM');
    await rm(home, { recursive: true, force: true });
  });

  const launch = (executable: string, workspace: string) =>
    Desktop.launch({ kind: { executable, program: null }, user, workspace });

  const small = { epochs: 8, batchSize: 8, imageSize: 32 };

  async function train(program: Desktop): Promise<string> {
    const experiment = await program.call('experiment/create', {
      name: 'Packaged',
      dataset: join(home, 'tiny'),
      chain: ['Stripes', 'Bars'],
      methods: ['cored'],
      network: 'small-cnn',
      preset: 'corrected',
      parameters: small,
      methodParameters: {},
      seeds: [1],
      engine: 'wasm',
      initialWeights: null,
    });
    return experiment.runs[0]?.id ?? '';
  }

  async function scan(program: Desktop): Promise<string> {
    const { id } = await program.call('dataset/add', { path: join(home, 'tiny') });
    const dataset = () => program.call('dataset/get', { datasetId: id });
    await expect.poll(async () => (await dataset()).state, { timeout: 60_000 }).toBe('ready');
    return id;
  }

  const stateOf = async (program: Desktop, runId: string) => (await program.call('run/get', { runId })).summary.state;

  /** The executable that trains the run, read while it does. */
  async function workerOf(program: Desktop, workspace: string, runId: string): Promise<string> {
    await expect.poll(() => stateOf(program, runId), { timeout: 60_000, interval: 20 }).toBe('training');
    const file = await readFile(join(workspace, 'runs', runId, 'worker.json'), 'utf8');
    const { processId } = WorkerFile.parse(JSON.parse(file));
    return readlink(`/proc/${processId}/exe`);
  }

  it('has every fuse as the configuration says', async () => {
    const wire = await getCurrentFuseWire(packaged.executable);
    const isOn = (fuse: FuseV1Options) => wire[fuse] === '1'.charCodeAt(0);
    expect({
      runAsNode: isOn(FuseV1Options.RunAsNode),
      nodeOptions: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: isOn(FuseV1Options.EnableNodeCliInspectArguments),
      asarIntegrity: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyAsar: isOn(FuseV1Options.OnlyLoadAppFromAsar),
      cookieEncryption: isOn(FuseV1Options.EnableCookieEncryption),
      fileProtocol: isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: true,
      nodeOptions: false,
      inspect: false,
      asarIntegrity: true,
      onlyAsar: true,
      cookieEncryption: true,
      fileProtocol: false,
    });
  });

  it('shows its page in a process that the sandbox holds', async () => {
    const renderer = await rendererOf(open.child.pid ?? 0);
    // seccomp's filter, and a process namespace of its own
    expect(renderer).toMatch(/^Seccomp:\s+2$/m);
    expect(renderer).toMatch(/^NSpid:\s+\d+\s+\d+/m);
  });

  it('trains in the Node 24 that lies beside it', async () => {
    await scan(open);
    const runId = await train(open);
    expect(await workerOf(open, join(home, 'workspace'), runId)).toBe(packaged.node);
    await expect.poll(() => stateOf(open, runId), { timeout: 120_000 }).toBe('complete');
  });

  it('has a command line that knows the engines', async () => {
    const args = [packaged.commandLine, 'doctor', '--json', '--workspace', join(home, 'workspace')];
    const { stdout } = await promisify(execFile)(packaged.node, args, { ...user.ids, env: user.environment });
    const { engines } = JSON.parse(stdout);
    expect(engines).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'wasm', available: true })]));
  });

  it('serves the interface to a browser from its command line', async () => {
    const args = [packaged.commandLine, 'serve', '--port', '0', '--workspace', join(home, 'served')];
    const server = spawn(packaged.node, args, {
      ...user.ids,
      env: user.environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const address = await new Promise<string>((resolve, reject) => {
        server.stdout.on('data', (chunk: Buffer) => {
          const found = /https?:\/\/\S+/.exec(chunk.toString())?.[0];
          if (found !== undefined) resolve(found);
        });
        server.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
      });
      // The address works once and gives a cookie, as it does to a browser.
      const welcome = await fetch(address, { redirect: 'manual' });
      const cookie = welcome.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
      const page = await fetch(new URL('/', address), { headers: { cookie } });
      expect(await page.text()).toContain('<div id="app">');
    } finally {
      server.kill();
    }
  });

  it('scans and trains with Electron as Node where no Node 24 lies beside it', async () => {
    const folder = join(home, 'without-node');
    await cp(join(packaged.resources, '..'), folder, { recursive: true });
    await rm(join(folder, 'resources/node'), { recursive: true });
    const workspace = join(home, 'workspace-without-node');
    const program = await launch(join(folder, 'cored-workbench'), workspace);
    try {
      await scan(program);
      const runId = await train(program);
      expect(await workerOf(program, workspace, runId)).toBe(join(folder, 'cored-workbench'));
      await expect.poll(() => stateOf(program, runId), { timeout: 120_000 }).toBe('complete');
      expect(program.said).not.toContain('GLib');
    } finally {
      await program.end('SIGTERM');
    }
  });

  it('wrote no word of GLib and no error', async () => {
    const logs = (await readdir(home, { recursive: true })).filter((name) => /\.log$/.test(name));
    expect(logs.some((name) => name.endsWith('desktop.log'))).toBe(true);
    for (const name of logs) expect(await readFile(join(home, name), 'utf8')).not.toMatch(/GLib|"level":(50|60)/);
    expect(open.said).not.toContain('GLib');
  });
});

async function rendererOf(processId: number): Promise<string> {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => ''); // it has just ended
    if (!command.includes('--type=renderer') || !(await descendsFrom(name, processId))) continue;
    return readFile(`/proc/${name}/status`, 'utf8');
  }
  throw new Error(`Process ${processId} has no renderer.`);
}

async function descendsFrom(name: string, ancestor: number): Promise<boolean> {
  for (let current = Number(name); current > 1;) {
    if (current === ancestor) return true;
    const status = await readFile(`/proc/${current}/status`, 'utf8').catch(() => '');
    current = Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1] ?? 0);
  }
  return false;
}
