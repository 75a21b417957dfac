/** The weights in a run's folder, looked for without what its events tell of them. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunReading } from '../../shared/reading/run-reading';
import { piecesOf, UnfitFile, withPlainFile } from '../files/plain-file';
import { WeightsChoice } from '../../shared/weights';
import { isMissing } from './json-file';
import type { RunFolder } from './run-folder';

const wayOut = 'Restore it from a copy.';
const lengthBytes = 8;
/** Of ours none comes near it. */
const mostHeaderBytes = 16 << 20;

/** That events are gone of which the weights tell: all of them, or those of the last stages. `reading`: what they tell. */
export async function eventsMissing(folder: RunFolder, { stages, progress }: RunReading): Promise<string[]> {
  if (!existsSync(folder.eventsPath)) {
    if ((await namesIn(join(folder.path, 'weights'))).length === 0) return [];
    return [`events.jsonl is gone, although the run has weights: its results, curves and log are lost. ${wayOut}`];
  }
  // Those of the stage that trains may be there before its end is told.
  const untold = stages.filter(({ stage, state }) => state !== 'done' && stage > (progress?.stage ?? 0));
  const found = untold.filter(({ stage }) => existsSync(folder.weightsPath({ stage, which: 'best' })));
  const last = found.at(-1);
  if (last === undefined) return [];
  return [`events.jsonl ends before stage ${last.stage}, whose weights are there: what it told is lost. ${wayOut}`];
}

/** Where lines are missing, a stage whose weights are there counts as done: they are written last. */
export async function withStagesOfWeights(reading: RunReading, folder: RunFolder): Promise<RunReading> {
  const stages = [];
  for (const stage of reading.stages) {
    const path = folder.weightsPath({ stage: stage.stage, which: 'best' });
    const isFound = stage.state !== 'done' && (await damageOfWeights(path)) === 'whole';
    stages.push(isFound ? { ...stage, state: 'done' as const, weightsHash: await hashOf(path) } : stage);
  }
  return { ...reading, stages };
}

/** Sentences on weights files that are not as long as their own beginning says, or no files. */
export async function damagedWeights(folder: RunFolder, stages: number): Promise<string[]> {
  const told: string[] = [];
  for (let stage = 1; stage <= stages; stage += 1) {
    for (const which of WeightsChoice.options) {
      const path = folder.weightsPath({ stage, which });
      const found = await damageOfWeights(path);
      if (found !== 'whole' && found !== 'missing') told.push(`"${path}" cannot be used: ${found}.`);
    }
  }
  return told;
}

/** Every weights file below a folder of which nothing else is known. */
export async function weightsFilesIn(path: string): Promise<string[]> {
  const found: string[] = [];
  for (const stage of await namesIn(join(path, 'weights'))) {
    const names = await namesIn(join(path, 'weights', stage));
    found.push(
      ...names.filter((name) => name.endsWith('.safetensors')).map((name) => join(path, 'weights', stage, name)),
    );
  }
  return found.sort();
}

/** A safetensors file says at its beginning where its last value ends. */
async function damageOfWeights(path: string): Promise<string> {
  try {
    return await withPlainFile(path, {}, async ({ file, about }) => {
      const start = await file.read(Buffer.alloc(lengthBytes), 0, lengthBytes, 0);
      if (start.bytesRead < lengthBytes) return 'it ends within its first eight bytes';
      const headerBytes = Number(start.buffer.readBigUInt64LE(0));
      if (headerBytes > Math.min(mostHeaderBytes, about.size - lengthBytes))
        return 'it is shorter than its beginning says';
      const { buffer } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, lengthBytes);
      const ends = [...buffer.toString('utf8').matchAll(/"data_offsets":\[\d+,(\d+)\]/g)].map(([, end]) => Number(end));
      if (ends.length === 0) return 'its beginning names no tensors';
      const wanted = lengthBytes + headerBytes + Math.max(...ends);
      return about.size === wanted ? 'whole' : `it has ${about.size} bytes, and should have ${wanted}`;
    });
  } catch (error) {
    if (isMissing(error)) return 'missing';
    if (error instanceof UnfitFile) return error.message;
    throw error;
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(path)) hash.update(piece);
  return hash.digest('hex');
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
