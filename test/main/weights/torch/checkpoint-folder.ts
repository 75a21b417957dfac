/** A folder of this test's own to put files into, and what the reader says of them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { readTorchCheckpoint } from '../../../../src/main/weights/torch/read-torch-checkpoint';
import { AppError } from '../../../../src/shared/errors';
import type { ErrorCode } from '../../../../src/shared/errors';

export const fixtures = join(import.meta.dirname, '../../../torch/fixtures');

export interface CheckpointFolder {
  at(name: string): string;
  write(name: string, bytes: Uint8Array): Promise<string>;
}

export function checkpointFolder(): CheckpointFolder {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'torch-checkpoint-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const at = (name: string) => join(folder, name);
  return {
    at,
    write: async (name, bytes) => {
      await writeFile(at(name), bytes);
      return at(name);
    },
  };
}

/** The error with which the file is turned away; any other than an AppError, and a file that is read, fails the test. */
export async function refusal(path: string): Promise<AppError> {
  try {
    await readTorchCheckpoint(path);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`${path} was read, though it should be refused.`);
}

export interface Refusal {
  readonly code: ErrorCode;
  /** A part of the message, which must name the file as well. */
  readonly told: string;
}

/** Refused so, within a second of this process's time and without much memory. */
export async function expectRefusal(path: string, { code, told }: Refusal): Promise<void> {
  const memoryBefore = process.resourceUsage().maxRSS;
  const timeBefore = process.cpuUsage();
  const error = await refusal(path);
  const { user, system } = process.cpuUsage(timeBefore);
  expect(error.message).toContain(path);
  expect(error.message).toContain(told);
  expect(error.code).toBe(code);
  expect(user + system, 'microseconds of processor time').toBeLessThan(1_000_000);
  expect(process.resourceUsage().maxRSS - memoryBefore, 'kilobytes of memory').toBeLessThan(200_000);
}
