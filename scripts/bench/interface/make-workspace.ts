/** Makes a large workspace: complete runs of four tasks with their events, notes and weights, as trainings leave them. */
import { existsSync } from 'node:fs';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recipeOptions, resolveRecipe } from '../../../src/core/recipe/recipe';
import { MethodRecord } from '../../../src/shared/recipe';
import type { NotesFile, RunFile } from '../../../src/shared/run';
import { eventText } from './run-text';

export interface WorkspaceSize {
  readonly runs: number;
  /** Of each run's loss curve. */
  readonly points: number;
  /** The first so many runs have longer curves. */
  readonly longRuns: number;
  readonly longPoints: number;
  /** Of each weights file; a stage leaves two. */
  readonly weightsBytes: number;
}

const chain = ['DeepFakes', 'Face2Face', 'FaceSwap', 'NeuralTextures'];
const methodIds = ['cored', 'ft', 'kd', 'lwf', 'er'];
const runsPerExperiment = 20;
const firstMs = Date.parse('2026-01-05T08:00:00.000Z');

/** Does nothing where the folder holds this very workspace already; another one there is replaced. */
export async function makeWorkspace(folder: string, size: WorkspaceSize, say: (line: string) => void): Promise<void> {
  const mark = join(folder, `made-${Object.values(size).join('-')}`);
  if (existsSync(mark)) return;
  if (existsSync(folder)) refuseOther(folder);
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'runs'), { recursive: true });
  for (let index = 0; index < size.runs; index += 1) {
    if (index % 100 === 0) say(`Making run ${index} of ${size.runs} ...`);
    await makeRun(folder, index, size);
  }
  await writeFile(mark, '');
}

/** Only what this script made is ever removed. */
function refuseOther(folder: string): void {
  if (existsSync(join(folder, 'runs', runId(0)))) return;
  throw new Error(`${folder} is there and was not made by this bench. Name a folder that is not there yet.`);
}

async function makeRun(folder: string, index: number, size: WorkspaceSize): Promise<void> {
  const file = runFile(index);
  const run = join(folder, 'runs', file.id);
  await mkdir(run, { recursive: true });
  await writeFile(join(run, 'run.json'), `${JSON.stringify(file, null, 2)}\n`);
  const notes: NotesFile = { name: `${file.method?.label ?? ''}, seed ${file.seed}`, tags: tagsOf(index), notes: '' };
  await writeFile(join(run, 'notes.json'), `${JSON.stringify(notes, null, 2)}\n`);
  const events = await open(join(run, 'events.jsonl'), 'w');
  const outline = {
    ...{ chain, method: recordOf(file.recipe.method), random: randomFrom(index + 1) },
    points: index < size.longRuns ? size.longPoints : size.points,
    startedAtMs: Date.parse(file.createdAt),
  };
  let waiting = '';
  for (const text of eventText(outline)) {
    waiting += text;
    if (waiting.length < 1 << 20) continue;
    await events.write(waiting);
    waiting = '';
  }
  await events.write(waiting);
  await events.close();
  for (const stage of chain.keys()) {
    const weights = join(run, 'weights', `stage-${stage + 1}`);
    await mkdir(weights, { recursive: true });
    for (const which of ['best', 'last']) {
      await writeFile(join(weights, `${which}.safetensors`), Buffer.alloc(size.weightsBytes, index % 251));
    }
  }
}

export function runFile(index: number): RunFile {
  const method = methodIds[index % methodIds.length] ?? 'ft';
  const experiment = Math.floor(index / runsPerExperiment);
  return {
    format: 2,
    id: runId(index),
    createdAt: new Date(firstMs + index * 60_000).toISOString(),
    experiment: { id: `bench-${experiment}`, name: `Bench ${experiment}` },
    chain: chain.map((name) => ({ name, path: `/data/${name}`, fingerprint: `of-${name}`, hasTest: true })),
    recipe: resolveRecipe({ method, network: 'small-cnn', parameters: { learningRate: 0.01 * (1 + (experiment % 5)) } })
      .config,
    method: recordOf(method),
    seed: 1 + (index % runsPerExperiment),
    engine: 'auto',
    initialWeights: null,
    versions: { workbench: '0.1.0', node: process.versions.node, platform: `${process.platform} ${process.arch}` },
  };
}

export function runId(index: number): string {
  return `bench-run-${String(index).padStart(5, '0')}`;
}

function tagsOf(index: number): string[] {
  return index % 7 === 0 ? ['baseline'] : [];
}

function recordOf(id: string): MethodRecord {
  return MethodRecord.parse(recipeOptions().methods.find((method) => method.id === id));
}

/** Mulberry32: the same workspace every time. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
