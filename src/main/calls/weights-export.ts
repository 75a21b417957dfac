/** `weights/export`: a step's weights of a run, into a folder, in the chosen format. */
import { AppError } from '../../shared/errors';
import { formatCount } from '../../shared/format';
import { RunFolder } from '../runs/run-folder';
import type { Handler } from './handler';

export const weightsExport: Handler<'weights/export'> = async (
  { runId, step, which, format, to },
  { jobs, paths, registry },
) => {
  const run = registry.runs.get(runId);
  const found = registry.runs.steps(runId).find((candidate) => candidate.step === step);
  if (found === undefined) {
    throw new AppError('bad-input', `Run "${runId}" has ${formatCount(run.chain.length, 'step')}, not a step ${step}.`);
  }
  if (found.state !== 'done') {
    throw new AppError('conflict', `Step ${step} of run "${runId}" has no weights yet: it is not finished.`);
  }
  if (found.weightsHash === null) {
    throw new AppError('bad-input', `Run "${runId}" did not train step ${step}: it began with given weights after it.`);
  }
  return jobs.run('weights/export', {
    source: new RunFolder(run.folder).weightsPath({ step, which }),
    format,
    to: await paths.allow(to),
    name: `${runId}-step-${step}-${which}`,
    metadata: { run: runId, step: String(step), task: found.task, which },
  });
};
