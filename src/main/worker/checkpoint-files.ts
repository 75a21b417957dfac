/** Checkpoints on disk: the last two, each one safetensors file that appears whole. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Checkpoint } from '../../core/training/training';
import type { NamedTensor, Weights } from '../../core/weights/weights';
import { AppError, toAppError } from '../../shared/errors';
import { olderStage } from '../../shared/reading/older-stages';
import { readWholeFile } from '../files/plain-file';
import { makeFolderDurably, writeDurably } from '../runs/durable-file';
import { isMissing } from '../runs/json-file';
import { decodeSafetensors, safetensorsPieces } from '../weights/safetensors';

/** Two, because the newest can be lost to a failing disk. */
const kept = 2;

const State = z.object({
  format: z.literal(1),
  stage: z.number().int().min(1),
  epoch: z.number().int().min(0),
  bestEpoch: z.number().int().nullable(),
  bestScore: z.number().nullable(),
  elapsedSeconds: z.number(),
  hasTeacher: z.boolean(),
  hasBest: z.boolean(),
  /** Absent for optimisers without second moments, and in checkpoints of older versions. */
  hasSecondMoments: z.boolean().default(false),
  /** Of the method's state: its plain data, beside the tensors `method/...`; absent where the method keeps nothing. */
  method: z.object({ data: z.unknown() }).optional(),
});

export async function writeCheckpoint(folder: string, checkpoint: Checkpoint): Promise<void> {
  const { student, momentum, secondMoments, teacher, best, method, ...position } = checkpoint;
  const state: z.infer<typeof State> = {
    format: 1,
    ...position,
    hasTeacher: teacher !== null,
    hasBest: best !== null,
    hasSecondMoments: secondMoments !== null,
    ...(method && { method: { data: method.data } }),
  };
  const tensors = [
    ...prefixed('student', student),
    ...prefixed('momentum', momentum),
    ...prefixed('second-moments', secondMoments ?? []),
    ...prefixed('teacher', teacher ?? []),
    ...prefixed('best', best ?? []),
    ...prefixed('method', method?.tensors ?? []),
  ];
  await makeFolderDurably(folder);
  const pieces = safetensorsPieces(tensors, { state: JSON.stringify(state) });
  await writeDurably(join(folder, nameOf(checkpoint)), pieces);
  const names = await checkpointNames(folder);
  for (const name of names.slice(0, -kept)) await rm(join(folder, name), { force: true });
}

/** The newest that can be read, or null when there is none; `warn` hears of each that cannot. */
export async function readLatestCheckpoint(
  folder: string,
  warn: (message: string) => Promise<void>,
): Promise<Checkpoint | null> {
  const names = await checkpointNames(folder);
  for (const name of names.toReversed()) {
    try {
      return await readCheckpoint(join(folder, name));
    } catch (error) {
      await warn(`A checkpoint cannot be used, an earlier one is tried: ${toAppError(error).message}`);
      // Else it would count as one of the two that are kept.
      await rm(join(folder, name), { force: true });
    }
  }
  if (names.length > 0) await warn('No checkpoint can be read. The training begins anew.');
  return null;
}

/** Student, teacher, best and two moments of the largest network have 420 MB. */
const mostBytes = 2 ** 31;

async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { tensors, metadata } = decodeSafetensors(await readWholeFile(path, { limitBytes: mostBytes }), path);
  const parsed = State.safeParse(olderStage(parseJson(metadata['state'] ?? '', path)));
  if (!parsed.success) throw damaged(path, parsed.error);
  const { stage, epoch, bestEpoch, bestScore, elapsedSeconds, hasTeacher, hasBest, hasSecondMoments, method } =
    parsed.data;
  const weights = (prefix: string): Weights => withoutPrefix(prefix, tensors);
  return {
    stage,
    epoch,
    bestEpoch,
    bestScore,
    elapsedSeconds,
    student: weights('student'),
    momentum: weights('momentum'),
    secondMoments: hasSecondMoments ? weights('second-moments') : null,
    teacher: hasTeacher ? weights('teacher') : null,
    best: hasBest ? weights('best') : null,
    method: method ? { tensors: weights('method'), data: method.data } : null,
  };
}

/** Sorted from oldest to newest: the numbers in the names have leading zeros. Older versions called a stage a step. */
async function checkpointNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const place = (name: string) => name.replace(/^(stage|step)-/, '');
  return names
    .filter((name) => name.endsWith('.safetensors'))
    .sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
}

function nameOf({ stage, epoch }: Checkpoint): string {
  return `stage-${String(stage).padStart(4, '0')}-epoch-${String(epoch).padStart(6, '0')}.safetensors`;
}

function prefixed(prefix: string, weights: Weights): NamedTensor[] {
  return weights.map((tensor) => ({ ...tensor, name: `${prefix}/${tensor.name}` }));
}

function withoutPrefix(prefix: string, tensors: readonly NamedTensor[]): NamedTensor[] {
  return tensors
    .filter(({ name }) => name.startsWith(`${prefix}/`))
    .map((tensor) => ({ ...tensor, name: tensor.name.slice(prefix.length + 1) }));
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(path, error);
  }
}

function damaged(path: string, cause: unknown): AppError {
  return new AppError('damaged', `"${path}" is not a checkpoint (${String(cause)}).`, { cause });
}
