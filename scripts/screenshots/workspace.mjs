/** The workspace that is photographed: the demo over several seeds, a small sweep, and an evaluation, each made when it is missing. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const runBuilt = resolve(import.meta.dirname, '..', 'run-built.mjs');
const chainLength = 4;
/** Short: a sweep is shown by how many runs it has, not by how well they do. */
const sweepArgs = [
  '--epochs',
  '2',
  '--set',
  'batchSize=16',
  '--seed',
  '1,2',
  '--sweep',
  'alpha=0.1,0.3,0.5',
  '--sweep',
  'temperature=2,20',
];

/** One command of the program in that workspace; its JSON. */
function cored(workspace, ...args) {
  const result = spawnSync(process.execPath, [runBuilt, ...args, '--workspace', workspace, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status !== 0) throw new Error(`cored ${args.join(' ')} ended with status ${result.status}.`);
  return JSON.parse(result.stdout.toString());
}

/** Ids of what is shown. */
export function makeWorkspace(workspace) {
  const complete = () => cored(workspace, 'runs').filter((run) => run.state === 'complete');
  const isOfDemo = (run) => run.experiment.name === 'Demo' && run.chain.length === chainLength;
  if (complete().filter(isOfDemo).length < 4) cored(workspace, 'demo', '--seeds', '1,2');
  const demo = complete().filter(isOfDemo);
  const shown = demo.find((run) => run.method === 'cored' && run.seed === 1) ?? demo[0];
  if (!shown) throw new Error('The demo ended without a complete run.');
  const data = join(workspace, 'datasets', 'demo');
  const isOfSweep = (run) => run.experiment.name === 'Alpha and temperature';
  if (!complete().some(isOfSweep)) {
    const chain = ['--data', data, '--chain', shown.chain.slice(0, 2).join(',')];
    cored(
      workspace,
      'run',
      '--name',
      'Alpha and temperature',
      ...chain,
      '--method',
      'cored',
      '--network',
      'small-cnn',
      ...sweepArgs,
    );
  }
  const weights = `${shown.id}:${chainLength}:best`;
  const [known] = existsSync(join(workspace, 'evaluations')) ? readdirSync(join(workspace, 'evaluations')) : [];
  const evaluated = () =>
    cored(workspace, 'eval', '--weights', weights, '--data', data, '--task', shown.chain[0], '--split', 'test').id;
  return {
    demo,
    shown,
    sweep: complete().filter(isOfSweep),
    evaluation: { id: known ?? evaluated() },
  };
}

/** Starts `cored serve`; resolves to its address and a function that ends it. */
export async function serve(workspace) {
  const server = spawn(
    process.execPath,
    [runBuilt, 'serve', '--port', '0', '--workspace', workspace, '--root', workspace],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await new Promise((found, reject) => {
    let output = '';
    server.stdout.on('data', (chunk) => {
      output += chunk;
      const address = /https?:\/\/\S+token=\S+/.exec(output)?.[0];
      if (address) found(address);
    });
    server.once('exit', (status) => reject(new Error(`cored serve ended with status ${status}.`)));
  });
  return { url, stop: () => server.kill('SIGTERM') };
}
