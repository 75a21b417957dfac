/** One small sound file, or several, of every kind that the workbench reads; they are what gets mutated. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { initialWeights } from '../../../src/core/networks/initial-weights';
import { findNetwork } from '../../../src/core/networks';
import { writeBundle } from '../../../src/main/bundle/write-bundle';
import { writeSetFile } from '../../../src/main/datasets/image-cache/set-file';
import { encodeSafetensors } from '../../../src/main/weights/safetensors';
import { encodeHdf5 } from '../../../src/main/weights/keras/hdf5-file';
import { writtenFormats } from '../../../src/main/weights/formats';
import { formatScores } from '../../../src/main/worker/score-file';
import { exportFormats, withDefaults } from '../../../src/shared/weights';
import { batches, eventsOf, evaluated, runFile, stageStarted, started } from '../../fixtures/run-file';

export interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
}

const size = 32;
const network = 'small-cnn';

const GoldenImages = z.object({ cases: z.array(z.object({ name: z.string(), file: z.base64() })) });

export async function imageSeeds(): Promise<Seed[]> {
  const golden = await readFile(new URL('../../golden/image-kinds.json', import.meta.url), 'utf8');
  const { cases } = GoldenImages.parse(JSON.parse(golden));
  return cases.map(({ name, file }) => ({ name, bytes: Buffer.from(file, 'base64') }));
}

const networkWeights = () => initialWeights(findNetwork(network), { imageSize: size, seed: 1 });

/** Of every format that is written, those that are not read among them; a model of several files is a folder's worth. */
export async function weightsSeeds(): Promise<(Seed & { readonly beside: readonly Seed[] })[]> {
  const model = { networkId: network, imageSize: size, weights: networkWeights() };
  const seeds: (Seed & { readonly beside: readonly Seed[] })[] = [];
  for (const format of exportFormats) {
    const files = await writtenFormats[format].files(model, 'model', {}, withDefaults({}));
    const named = files.map(({ name, bytes }) => ({ name, bytes: Buffer.from(bytes) }));
    const last = named.at(-1);
    if (last !== undefined) seeds.push({ ...last, beside: named.slice(0, -1) });
  }
  const legacy = new URL('../../torch/fixtures/legacy-wrapped-module-float32-scattered.pth', import.meta.url);
  seeds.push({ name: 'legacy.pth', bytes: await readFile(legacy), beside: [] });
  seeds.push({ name: 'weights.h5', bytes: Buffer.from(await encodeHdf5(model.weights)), beside: [] });
  return seeds;
}

export function eventsSeed(): Seed {
  const bodies = [started, stageStarted(1), batches(1, 1, 1, 0.9), batches(1, 1, 2, 0.8), evaluated(1, [0.8, 0.6])];
  const lines = eventsOf([...bodies, { type: 'run/stopped' }]).map((event) => JSON.stringify(event));
  return { name: 'events.jsonl', bytes: Buffer.from(`${lines.join('\n')}\n`) };
}

export function scoresSeed(): Seed {
  const rows = [0.9, 0.4, 0.6, 0.1].map((score, at) => ({ file: `${at}.png`, label: at < 2 ? 0 : 1, score }));
  return { name: 'alpha.test.csv', bytes: Buffer.from(formatScores(rows)) };
}

/** A bundle of a run with events, scores and weights. `folder` is empty. */
export async function bundleSeed(folder: string): Promise<Seed> {
  const file = runFile('run-1');
  const run = join(folder, 'run-1');
  await mkdir(join(run, 'scores', 'stage-1'), { recursive: true });
  await mkdir(join(run, 'weights', 'stage-1'), { recursive: true });
  await writeFile(join(run, 'run.json'), JSON.stringify(file));
  await writeFile(join(run, 'notes.json'), JSON.stringify({ name: 'A run', tags: [], notes: '' }));
  await writeFile(join(run, 'events.jsonl'), eventsSeed().bytes);
  await writeFile(join(run, 'scores', 'stage-1', 'alpha.test.csv'), scoresSeed().bytes);
  const weights = encodeSafetensors(networkWeights(), { network, imageSize: String(size) });
  await writeFile(join(run, 'weights', 'stage-1', 'best.safetensors'), weights);
  const { files } = await writeBundle({ runId: 'run-1', folder: run, to: join(folder, 'out') });
  return { name: 'run-1.cored.zip', bytes: await readFile(files[0] ?? '') };
}

/** What the image cache keeps, for `cachedSet`. */
export async function cacheSeed(folder: string): Promise<Seed> {
  const path = join(folder, 'set.bin');
  await writeSetFile(path, cachedSet(), new Set());
  return { name: 'set.bin', bytes: await readFile(path) };
}

export function cachedSet() {
  const pixels = Uint8Array.from({ length: 4 * 8 * 8 * 3 }, (_, at) => at % 251);
  return { key: 'k'.repeat(64), size: 8, order: Uint32Array.of(2, 0, 3, 1), pixels };
}

export function jsonSeeds(): Seed[] {
  const now = '2026-01-02T03:04:05.000Z';
  const json = (name: string, value: unknown): Seed => ({ name, bytes: Buffer.from(JSON.stringify(value)) });
  return [
    json('run.json', runFile('run-1')),
    json('notes.json', { name: 'A run', tags: ['one'], notes: 'Words' }),
    json('control.json', { asked: 'pause', at: now }),
    json('worker.json', { processId: 1, host: 'here', startedAt: now, heartbeatAt: now }),
  ];
}
