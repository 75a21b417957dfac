/** Whether an open page slows a training down: the same training with and without one, in turn. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { makeDemoDataset } from '../../../src/main/datasets/demo/make-demo-dataset';
import { RunEvent } from '../../../src/shared/event';
import type { Figure } from './main';
import { median, pathOfChromium } from './page-times';
import { Program } from './program';

const epochs = 12;
const imagesPerClass = { train: 200, val: 40, test: 40 };

export async function measureTraining(
  commandLine: string,
  { rounds, say }: { rounds: number; say: (line: string) => void },
): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cored-bench-training-'));
  try {
    say(`Training ${2 * rounds} times, every other time with an open page ...`);
    const dataset = await makeDemoDataset(join(folder, 'demo'), { tasks: 1, imagesPerClass });
    const [task = ''] = dataset.taskNames;
    const times = { alone: [] as number[], watched: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      const train = async (name: keyof typeof times) => {
        const workspace = join(folder, `${name}-${round}`);
        const training = { commandLine, workspace, flags: ['--data', dataset.path, '--chain', task] };
        const seconds = name === 'alone' ? await trained(training) : await watched(training);
        say(`${name}: ${seconds.toFixed(2)} s`);
        times[name].push(seconds);
      };
      // Whichever is first may find a colder machine.
      for (const name of round % 2 === 0 ? (['alone', 'watched'] as const) : (['watched', 'alone'] as const)) {
        await train(name);
      }
    }
    const slower = 100 * (median(times.watched) / median(times.alone) - 1);
    return [
      { name: 'training without a page, median', value: median(times.alone), limit: null, unit: 's' },
      { name: 'training slowed by an open page', value: slower, limit: 2, unit: '%' },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Training {
  readonly commandLine: string;
  readonly workspace: string;
  readonly flags: readonly string[];
}

/** Of the worker, as it says itself: seconds of training, images read before. */
async function trained({ commandLine, workspace, flags }: Training): Promise<number> {
  const more = ['--method', 'ft', '--epochs', String(epochs), '--engine', 'wasm', '--seed', '1', '--json'];
  const args = [commandLine, 'run', ...flags, ...more, '--workspace', workspace];
  const training = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [status] = await once(training, 'exit');
  if (status !== 0) throw new Error(`The training ended with status ${String(status)}.`);
  const [run = ''] = readdirSync(join(workspace, 'runs'));
  const lines = readFileSync(join(workspace, 'runs', run, 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const { body } = RunEvent.parse(JSON.parse(lines.at(-1) ?? ''));
  if (body.type !== 'run/completed') throw new Error(`The training ended with ${body.type}.`);
  return body.elapsedSeconds;
}

/** On the page of its run, as soon as there is one. */
async function watched(training: Training): Promise<number> {
  spawnSync(process.execPath, [training.commandLine, 'runs', '--workspace', training.workspace], { stdio: 'ignore' });
  const server = await new Program(training.commandLine, training.workspace).serve();
  const browser = await chromium.launch({ executablePath: pathOfChromium(), args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(server.url);
    await page.evaluate(() => void (location.hash = '/runs'));
    const seconds = trained(training);
    await page.waitForSelector('main tr[data-row]', { timeout: 120_000 });
    const id = await page.getAttribute('main tr[data-row]', 'data-row');
    await page.evaluate((run) => void (location.hash = `/runs/${run ?? ''}`), id);
    return await seconds;
  } finally {
    await browser.close();
    await server.stop();
  }
}
