/** An evaluation in words: which weights, on what. */
import type { Evaluation, EvaluationTarget, WeightsSource } from '../../shared/evaluation';
import { formatCount } from '../../shared/format';
import type { RunSummary } from '../../shared/run';
import type { Dataset, SplitName } from '../../shared/task';

export const splitWords: Readonly<Record<SplitName, string>> = { train: 'training', val: 'validation', test: 'test' };

/** `demo › CoReD, seed 1, best after stage 2 (splice)`. */
export function weightsText(source: WeightsSource, runs: ReadonlyMap<string, RunSummary>): string {
  if (source.kind === 'file') return fileName(source.path);
  const run = runs.get(source.runId);
  const task = run?.chain[source.stage - 1];
  const name = run ? `${run.experimentName} › ${run.name}` : source.runId;
  return `${name}, ${source.which} after stage ${source.stage}${task === undefined ? '' : ` (${task})`}`;
}

/** `splice of demo, test images`. */
export function targetText(target: EvaluationTarget, datasets: readonly Dataset[]): string {
  if (target.kind === 'folder') return fileName(target.path);
  const dataset = datasets.find(({ id }) => id === target.datasetId);
  return `${target.task}${dataset ? ` of ${dataset.name}` : ''}, ${splitWords[target.split]} images`;
}

/** Experiment, run, stage, task, dataset and split, or the names of files and folders in their places. */
export function evaluationParts(
  { request: { weights, target } }: Pick<Evaluation, 'request'>,
  { runs, datasets }: { runs: ReadonlyMap<string, RunSummary>; datasets: readonly Dataset[] },
): string[] {
  const run = weights.kind === 'run' ? runs.get(weights.runId) : undefined;
  const ofWeights =
    weights.kind === 'file'
      ? ['', fileName(weights.path), '']
      : [run?.experimentName ?? '', run?.name ?? weights.runId, `${weights.which} after stage ${weights.stage}`];
  if (target.kind === 'folder') return [...ofWeights, fileName(target.path), '', ''];
  const dataset = datasets.find(({ id }) => id === target.datasetId)?.name ?? '';
  return [...ofWeights, target.task, dataset, `${splitWords[target.split]} images`];
}

/** `12 of 120 images scored`; what is done before the first image, in words. */
export function progressWords({ state, progress }: Pick<Evaluation, 'state' | 'progress'>): string {
  if (state === 'queued') return 'Waits for free cores';
  if (!progress) return 'Reading weights and images';
  const { phase, done, total } = progress;
  if (phase === 'corrupting') return `${done} of ${formatCount(total, 'corrupted image')} scored`;
  return `${done} of ${formatCount(total, 'image')} ${phase === 'reading' ? 'read' : 'scored'}`;
}

/** Of what is being done now. */
export function progressPercent({ progress }: Pick<Evaluation, 'progress'>): number {
  return progress && progress.total > 0 ? (100 * progress.done) / progress.total : 0;
}

/** The given name, or what was scored. */
export function evaluationTitle({ name, request }: Evaluation, datasets: readonly Dataset[]): string {
  return name || targetText(request.target, datasets);
}

function fileName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).slice(-2).join('/') || path;
}
