/** `weights/export`: a stage's weights of a run, into a folder, in the chosen format. */
import { AppError } from '../../shared/errors';
import { formatCount } from '../../shared/format';
import { RunFolder } from '../runs/run-folder';
import type { Handler } from './handler';

export const weightsExport: Handler<'weights/export'> = async (
  { runId, stage, which, format, to },
  { jobs, paths, registry },
) => {
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
};
