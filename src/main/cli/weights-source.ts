/** What `--weights` means: a file or folder, or a run with a stage. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../../shared/errors';
import type { WeightsSource } from '../../shared/evaluation';
import { WeightsChoice } from '../../shared/weights';
import type { Workbench } from '../workbench-api';
import { findRun } from './find-run';

/** RUN, RUN:stage, RUN:stage:best, RUN:stage:last */
const runForm = /^(?<run>[a-z0-9-]+)(?::(?<stage>\d+)(?::(?<which>\w+))?)?$/;

/**
 * A path that exists wins over a run of that name. Of a run the last finished stage is meant unless one is given, and its
 * best epoch. Throws AppError: 'not-found', or 'bad-input' for what is neither.
 */
export async function weightsSource(workbench: Workbench, given: string): Promise<WeightsSource> {
  const path = resolve(given);
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  const parts = runForm.exec(given)?.groups;
  if (isThere || parts === undefined) return { kind: 'file', path };
  const which = WeightsChoice.safeParse(parts['which'] ?? 'best');
  if (!which.success) {
    throw new AppError(
      'bad-input',
      `"${parts['which']}" is neither best nor last. Give RUN:stage:best or RUN:stage:last.`,
    );
  }
  const { id: runId } = await findRun(workbench, parts['run'] ?? '');
  const stage = parts['stage'] === undefined ? await lastStage(workbench, runId) : Number(parts['stage']);
  return { kind: 'run', runId, stage, which: which.data };
}

/** The same as a path: of a run, the file that its stage has left. */
export async function weightsPathOf(workbench: Workbench, given: string): Promise<string> {
  const source = await weightsSource(workbench, given);
  if (source.kind === 'file') return source.path;
  const { runId, stage, which } = source;
  const entries = await workbench.call('weights/files', { runIds: [runId] });
  const found = entries.find((one) => one.runId === runId && one.stage === stage && one.which === which);
  if (found !== undefined) return found.path;
  throw new AppError(
    'not-found',
    `Run "${runId}" has no ${which} weights of stage ${stage}. See \`cored show ${runId}\`.`,
  );
}

async function lastStage(workbench: Workbench, runId: string): Promise<number> {
  const { stages } = await workbench.call('run/get', { runId });
  const done = stages.filter(({ state }) => state === 'done').at(-1);
  if (done !== undefined) return done.stage;
  throw new AppError('conflict', `Run "${runId}" has no weights yet: none of its stages is finished.`);
}
