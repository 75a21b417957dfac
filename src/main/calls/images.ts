/** Calls about images and their scores. */
import { AppError } from '../../shared/errors';
import { mostRunsBeside } from '../../shared/images';
import { listScoreSets } from '../images/list-score-sets';
import type { CallContext, HandlersOf } from './handler';
import { pictureOf, scoresOf, videoRuleOf, weightsOf, weightsOfStage } from './image-source';

export const imageCalls: HandlersOf<'images'> = {
  'images/sets': ({ runId }, { registry }) => {
    const { folder, chain } = registry.runs.get(runId);
    return listScoreSets(folder, [...new Set(chain)]);
  },

  'images/list': async ({ source, wish }, context) => {
    const scores = await scoresOf(source, context);
    const isCompared = wish.earlier !== null && source.kind === 'run';
    const earlier = isCompared ? await scoresOf({ ...source, stage: wish.earlier ?? 0 }, context) : null;
    const videoRule = await videoRuleOf(source, context);
    return context.jobs.run('images/list', { scores, earlier, videoRule, wish });
  },

  'images/thresholds': async ({ source }, context) =>
    context.jobs.run('images/thresholds', { scores: await scoresOf(source, context) }),

  /** What later stages of the run have wrong that was right after this one. */
  'images/forgotten': async ({ source, threshold }, context) => {
    const scores = await scoresOf(source, context);
    if (source.kind === 'evaluation') {
      return context.jobs.run('images/forgotten', { scores, later: [], threshold });
    }
    const { folder } = context.registry.runs.get(source.runId);
    const sets = await listScoreSets(folder, [source.task]);
    const after = sets.filter(({ stage, split }) => stage > source.stage && split === source.split);
    const later = after.map(async ({ stage }) => ({ stage, scores: await scoresOf({ ...source, stage }, context) }));
    return context.jobs.run('images/forgotten', { scores, later: await Promise.all(later), threshold });
  },

  'images/thumbnails': async ({ source, images }, context) =>
    context.jobs.run('images/thumbnails', { place: await pictureOf(source, context), images }),

  'images/picture': async ({ source, image }, context) =>
    context.jobs.run('images/picture', { place: await pictureOf(source, context), image }),

  /** The run itself first, then the others of its experiment that have the task. */
  'images/traces': async ({ source, image }, context) => {
    if (source.kind === 'evaluation') return { traces: [], leftOut: 0 };
    const runs = runsBeside(source.runId, source.task, context);
    const asked = { task: source.task, split: source.split, file: image.file };
    const traces = await context.jobs.run('images/traces', { runs: runs.slice(0, mostRunsBeside), image: asked });
    return {
      traces: traces.filter(({ runId, points }) => points.length > 0 || runId === source.runId),
      leftOut: Math.max(0, runs.length - mostRunsBeside),
    };
  },

  'images/saliency': async ({ source, image }, context) => {
    const weights = await weightsOf(source, context);
    const place = await pictureOf(source, context);
    const found = await context.jobs.run('images/saliency', { weights, place, file: image.file });
    return { ...found, stage: source.kind === 'run' ? source.stage : null };
  },

  'images/score': async ({ image, runIds }, context) => {
    const runs = [...new Set(runIds)].map((runId) => ({ runId, stage: lastStage(runId, context) }));
    const trained = runs.flatMap(({ runId, stage }) =>
      stage === null ? [] : [{ runId, stage, weights: weightsOfStage({ runId, stage }, context) }],
    );
    if (trained.length === 0) {
      throw new AppError(
        'conflict',
        'None of these runs has finished a stage, so that none has weights to score with.',
      );
    }
    return context.jobs.run('images/score', { image, runs: trained });
  },
};

function runsBeside(runId: string, task: string, { registry }: CallContext): { runId: string; folder: string }[] {
  const own = registry.runs.get(runId);
  const { runs } = registry.runs.experiment(own.experimentId);
  const others = runs.filter(({ id, chain }) => id !== runId && chain.includes(task));
  return [own, ...others].map(({ id, folder }) => ({ runId: id, folder }));
}

function lastStage(runId: string, { registry }: CallContext): number | null {
  const done = registry.runs.stages(runId).filter(({ state, weightsHash }) => state === 'done' && weightsHash !== null);
  return done.at(-1)?.stage ?? null;
}
