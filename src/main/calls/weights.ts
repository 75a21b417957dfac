/** Calls about weights. */
import { basename } from 'node:path';
import { AppError } from '../../shared/errors';
import type { RunSummary } from '../../shared/run';
import { WeightsChoice, type WeightsEntry } from '../../shared/weights';
import { lookAt, UnfitFile, type FileRule } from '../files/plain-file';
import type { KnownFile } from '../registry/weights-hashes';
import { isMissing } from '../runs/json-file';
import { runFileOf } from '../runs/run-file-of';
import { RunFolder } from '../runs/run-folder';
import { cardOrigin } from './card-of-run';
import { finishedStage } from './finished-stage';
import type { HandlersOf } from './handler';
import { refuseSeeded } from './refuse-unfit-weights';

export const weightsCalls: HandlersOf<'weights'> = {
  /** The best and last weights of every finished stage of some runs. */
  'weights/files': async ({ runIds }, { paths: { within }, registry }) => {
    const entries: WeightsEntry[] = [];
    for (const runId of runIds) {
      const run = registry.runs.find(runId);
      if (run === null) continue;
      for (const { stage, task, state } of registry.runs.stages(runId)) {
        if (state !== 'done') continue;
        for (const which of WeightsChoice.options) {
          const file = await fileOf(run, { stage, which }, within);
          if (file === null) continue;
          const { path, sizeBytes, modifiedAt: savedAt } = file;
          const hash = registry.weightsHashes.find(file);
          entries.push({ runId, stage, task, which, path, sizeBytes, hash, savedAt });
        }
      }
    }
    return entries;
  },

  /** What one of these files holds, as a number that no other file has. */
  'weights/hash': async ({ runId, ...at }, { jobs, paths: { within }, registry }) => {
    const { run } = finishedStage(registry, { runId, stage: at.stage });
    const file = await fileOf(run, at, within);
    if (file === null) {
      throw new AppError('not-found', `The ${at.which} weights of stage ${at.stage} of run "${runId}" are gone.`);
    }
    const known = registry.weightsHashes.find(file);
    if (known !== null) return { hash: known };
    const hash = await jobs.run('file/hash', { path: file.path });
    await registry.write(() => registry.weightsHashes.save(file, hash));
    return { hash };
  },

  /** A stage's weights of a run, into a folder, in the chosen format. */
  'weights/export': async ({ runId, stage, which, format, options, licence, to }, { jobs, paths, registry }) => {
    const { run, detail } = finishedStage(registry, { runId, stage });
    const file = await runFileOf(registry, run);
    const card = cardOrigin(run, file, { stage, task: detail.task, which, licence: licence ?? null });
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

  /** A file's weights, into a folder, in another format. */
  'weights/convert': async ({ path: given, classes, part, format, to }, { jobs, paths }) => {
    const path = await paths.allow(given);
    const found = await jobs.run('weights/inspect', { path, within: paths.within, classes, part });
    refuseSeeded(found);
    const name = basename(found.path).replace(/(\.pth)?\.\w+$/, '');
    const order = { to: await paths.allow(to), name, metadata: {} };
    return jobs.run('weights/export', { source: found.path, classes, part, format, ...order });
  },

  /** Says what a weights file holds. */
  'weights/inspect': async ({ path, ...options }, { jobs, paths }) =>
    jobs.run('weights/inspect', { path: await paths.allow(path), within: paths.within, ...options }),
};

/** Null when the file is gone, is no plain file, or is a link that leads out of the folders that may be used. */
async function fileOf(
  { folder }: RunSummary,
  at: { stage: number; which: WeightsChoice },
  within: FileRule['within'],
): Promise<KnownFile | null> {
  const path = new RunFolder(folder).weightsPath(at);
  try {
    const { about } = await lookAt(path, { within });
    return { path, sizeBytes: about.size, modifiedAt: about.mtime.toISOString() };
  } catch (error) {
    if (isMissing(error) || error instanceof UnfitFile) return null;
    throw error;
  }
}
