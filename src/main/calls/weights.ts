/** Calls about weights. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RunSummary } from '../../shared/run';
import { WeightsChoice, type WeightsEntry } from '../../shared/weights';
import { isMissing } from '../runs/json-file';
import { RunFolder } from '../runs/run-folder';
import { cardOrigin } from './card-of-run';
import { finishedStage } from './finished-stage';
import type { CallContext, HandlersOf } from './handler';
import { refuseSeeded } from './refuse-unfit-weights';

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
  'weights/export': async ({ runId, stage, which, format, options, licence, to }, { jobs, paths, registry }) => {
    const { run, detail } = finishedStage(registry, { runId, stage });
    const card = await cardOrigin(run, { stage, task: detail.task, which, licence: licence ?? null });
    return jobs.run('weights/export', {
      source: new RunFolder(run.folder).weightsPath({ stage, which }),
      format,
      options,
      card,
      to: await paths.allow(to),
      name: `${runId}-stage-${stage}-${which}`,
      metadata: { run: runId, stage: String(stage), task: detail.task, which },
    });
  },

  'weights/convert': async ({ path: given, classes, part, format, to }, { jobs, paths }) => {
    const path = await paths.allow(given);
    const found = await jobs.run('weights/inspect', { path, classes, part });
    refuseSeeded(found);
    const name = basename(found.path).replace(/(\.pth)?\.\w+$/, '');
    const order = { to: await paths.allow(to), name, metadata: {} };
    return jobs.run('weights/export', { source: found.path, classes, part, format, ...order });
  },

  /** Says what a weights file holds. */
  'weights/inspect': async ({ path, ...options }, { jobs, paths }) =>
    jobs.run('weights/inspect', { path: await paths.allow(path), within: paths.within, ...options }),
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
