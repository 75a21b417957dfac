/** Calls about weights. */
import { stat } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import { formatCount } from '../../shared/format';
import type { RunSummary } from '../../shared/run';
import { WeightsChoice, type WeightsEntry } from '../../shared/weights';
import { isMissing } from '../runs/json-file';
import { RunFolder } from '../runs/run-folder';
import type { CallContext, HandlersOf } from './handler';

export const weightsCalls: HandlersOf<'weights'> = {
  /** The best and last weights of every finished stage of every run. */
  'weights/list': async (_, { jobs, registry }) => {
    const entries: WeightsEntry[] = [];
    for (const run of registry.runs.list()) {
      for (const { stage, task, state } of registry.runs.stages(run.id)) {
        if (state !== 'done') continue;
        for (const which of WeightsChoice.options) {
          const entry = await entryOf({ jobs, registry }, { run, stage, task, which });
          if (entry !== null) entries.push(entry);
        }
      }
    }
    return entries;
  },

  /** A stage's weights of a run, into a folder, in the chosen format. */
  'weights/export': async ({ runId, stage, which, format, to }, { jobs, paths, registry }) => {
    const run = registry.runs.get(runId);
    const found = registry.runs.stages(runId).find((candidate) => candidate.stage === stage);
    if (found === undefined) {
      throw new AppError(
        'bad-input',
        `Run "${runId}" has ${formatCount(run.chain.length, 'stage')}, not a stage ${stage}.`,
      );
    }
    if (found.state !== 'done') {
      throw new AppError('conflict', `Stage ${stage} of run "${runId}" has no weights yet: it is not finished.`);
    }
    if (found.weightsHash === null) {
      throw new AppError(
        'bad-input',
        `Run "${runId}" did not train stage ${stage}: it began with given weights after it.`,
      );
    }
    return jobs.run('weights/export', {
      source: new RunFolder(run.folder).weightsPath({ stage, which }),
      format,
      to: await paths.allow(to),
      name: `${runId}-stage-${stage}-${which}`,
      metadata: { run: runId, stage: String(stage), task: found.task, which },
    });
  },

  /** Says what a weights file holds. */
  'weights/inspect': async ({ path }, { jobs, paths }) =>
    jobs.run('weights/inspect', { path: await paths.allow(path) }),
};

/** Null when the file is gone. */
async function entryOf(
  { jobs, registry }: Pick<CallContext, 'jobs' | 'registry'>,
  at: { run: RunSummary; stage: number; task: string; which: WeightsChoice },
): Promise<WeightsEntry | null> {
  const { run, stage, task, which } = at;
  const path = new RunFolder(run.folder).weightsPath({ stage, which });
  const found = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (found === null) return null;
  const file = { path, sizeBytes: found.size, modifiedAt: found.mtime.toISOString() };
  let hash = registry.weightsHashes.find(file);
  if (hash === null) {
    hash = await jobs.run('file/hash', { path });
    registry.weightsHashes.save(file, hash);
  }
  return {
    runId: run.id,
    runName: run.name,
    method: run.recipe.method,
    network: run.recipe.network,
    stage,
    task,
    which,
    path,
    sizeBytes: found.size,
    hash,
    savedAt: file.modifiedAt,
  };
}
