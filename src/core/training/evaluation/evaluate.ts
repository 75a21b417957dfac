/** Scores weights on tasks: every metric after a stage, and what selection looks at after an epoch. */
import type { TaskResult } from '../../../shared/event';
import { accuracy } from '../../../shared/metrics/accuracy';
import { auc } from '../../../shared/metrics/auc';
import { countUndefined } from '../../../shared/metrics/threshold-counts';
import type { VideoRule } from '../../../shared/metrics/video-rules';
import { taskMetrics } from '../../metrics/task-metrics';
import type { TensorMap } from '../../weights/tensor-map';
import { predict } from './predict';
import type { ValidationResult } from './selection';
import type { TrainingSession } from '../loop/session';
import type { ImageSet } from '../../images/image-set';
import type { ScoreRow } from '../training';

/** Every task on val, and on test where there is one; saves each image's score and emits `stage/evaluated`. */
export async function evaluateStage(session: TrainingSession, stage: number, weights: TensorMap): Promise<void> {
  const { videoRule } = session.recipe.training;
  const results: TaskResult[] = [];
  for (const task of session.tasks) {
    const splits = [
      { split: 'val', images: task.val },
      { split: 'test', images: task.test },
    ] as const;
    for (const { split, images } of splits) {
      if (!images) continue;
      const scores = await scoreImages(session, images, weights);
      if (!session.isFirst) continue;
      const rows = scoreRows(images, scores, videoRule);
      await session.output.saveScores({ stage, task: task.name, split }, rows);
      results.push({ stage, task: task.name, split, ...taskMetrics(rows, { seed: session.seed, videoRule }) });
    }
  }
  if (session.isFirst) await session.output.emit({ type: 'stage/evaluated', stage, results });
}

/** Every task of the chain on val, by name. */
export async function validate(
  session: TrainingSession,
  weights: TensorMap,
): Promise<ReadonlyMap<string, ValidationResult>> {
  const results = new Map<string, ValidationResult>();
  for (const { name, val } of session.tasks) {
    results.set(name, validationResult(val.labels, await scoreImages(session, val, weights)));
  }
  return results;
}

/** Scores of a diverged training have no order: nothing is defined. */
function validationResult(labels: Uint8Array, scores: Float32Array): ValidationResult {
  if (countUndefined(scores) > 0) return { auc: null, accuracy: null };
  return { auc: auc(labels, scores), accuracy: accuracy(labels, scores) };
}

async function scoreImages(session: TrainingSession, images: ImageSet, weights: TensorMap): Promise<Float32Array> {
  const { recipe, replica } = session;
  const scores = await predict(recipe.network, images, {
    ...{ weights, replica, recordings: session.recordings },
    beforeBatch: () => session.mayGoOn(),
  });
  session.plan.countEvaluated(images.labels.length);
  return scores;
}

/** With the videos of the dataset's mapping where that goes by the recipe's rule. */
function scoreRows(images: ImageSet, scores: Float32Array, rule: VideoRule): ScoreRow[] {
  const videos = images.videos?.rule === rule ? images.videos.of : [];
  return images.files.map((file, index) => ({
    file,
    label: images.labels[index] ?? 0,
    score: scores[index] ?? NaN,
    ...(videos[index] !== undefined && { video: videos[index] }),
  }));
}
