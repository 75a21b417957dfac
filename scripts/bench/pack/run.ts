/** Entry of the pack: every part one after the other, each with its limit, and one page of what came out. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listParts, type Part } from './parts';
import { runPart } from './run-part';
import { summaryPage, type PartResult } from './summary';
import { vulkanEnvironment } from './vulkan';

/** Of all parts together. */
const limitSeconds = 470;

const { values } = parseArgs({
  options: {
    output: { type: 'string', default: 'results' },
    python: { type: 'string', multiple: true, default: [] },
    rehearse: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
  },
});
const root = join(import.meta.dirname, '..');
const output = resolve(values.output);
await mkdir(output, { recursive: true });
const { env, detail } = await vulkanEnvironment(root, output);
const partEnv = {
  ...env,
  CORED_ENGINE_BENCHMARKS: join(output, 'engine-benchmarks.json'),
  CORED_TESTED_ENGINES: values.rehearse ? 'webgpu' : 'webgpu,tensorflow',
};
tell(`Vulkan: ${detail}`);
const parts = listParts({ isRehearsal: values.rehearse, pythons: values.python, output });
const began = performance.now();
const results: PartResult[] = [];
for (const part of parts) {
  if (values.only.length === 0 || values.only.some((start) => part.name.startsWith(start))) {
    results.push(await measure(part));
    // After every part: what a machine that is taken away has given so far is there.
    await writePage();
  }
}
tell(`Written to ${output}`);
process.exitCode = results.every(({ failure }) => failure === null) ? 0 : 1;

async function measure(part: Part): Promise<PartResult> {
  const { name, program, args } = part;
  const left = limitSeconds - secondsSince(began);
  if (left < 5) return { part, seconds: 0, failure: `skipped: the ${limitSeconds} s for everything were over` };
  tell(`${name} ...`);
  const log = join(output, `${name}.log`);
  const limitMs = 1000 * Math.min(part.limitSeconds, left);
  const ended = await runPart({ script: join(root, 'built', program), args, env: partEnv, log, limitMs });
  tell(`  ${ended.failure ?? 'done'} after ${ended.seconds.toFixed(0)} s`);
  return { part, ...ended };
}

async function writePage(): Promise<void> {
  const facts = { vulkan: detail, isRehearsal: values.rehearse, seconds: secondsSince(began) };
  await writeFile(join(output, 'results.md'), await summaryPage(output, results, facts));
  const plain = results.map(({ part, seconds, failure }) => ({ name: part.name, args: part.args, seconds, failure }));
  await writeFile(join(output, 'results.json'), `${JSON.stringify({ ...facts, parts: plain }, null, 1)}\n`);
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
