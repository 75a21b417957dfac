/** The stage of a run whose weights are wanted. */
import { AppError } from '../../shared/errors';
import { formatCount } from '../../shared/format';
import type { RunSummary, StageDetail } from '../../shared/run';
import type { Registry } from '../registry/registry';

/** Throws AppError for a stage that the run does not have, has not finished, or did not train itself. */
export function finishedStage(
  { runs }: Pick<Registry, 'runs'>,
  { runId, stage }: { runId: string; stage: number },
): { run: RunSummary; detail: StageDetail } {
  const run = runs.get(runId);
  const detail = runs.stages(runId).find((candidate) => candidate.stage === stage);
  if (detail === undefined) {
    const message = `Run "${runId}" has ${formatCount(run.chain.length, 'stage')}, not a stage ${stage}.`;
    throw new AppError('bad-input', message);
  }
  if (detail.state !== 'done') {
    throw new AppError('conflict', `Stage ${stage} of run "${runId}" has no weights yet: it is not finished.`);
  }
  if (detail.weightsHash === null) {
    const message = `Run "${runId}" did not train stage ${stage}: it began with given weights after it. Choose a later stage.`;
    throw new AppError('bad-input', message);
  }
  return { run, detail };
}
