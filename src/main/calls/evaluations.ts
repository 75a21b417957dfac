/** Calls about evaluations. */
import { evaluationStart, evaluationStartMany } from './evaluation-start';
import type { HandlersOf } from './handler';

export const evaluationCalls: Omit<HandlersOf<'evaluation'>, 'evaluation/delete'> = {
  /** Newest first; the points of their curves, of which hundreds would be megabytes, come with each one alone. */
  'evaluation/list': async (_, { evaluations }) =>
    (await evaluations.list()).map((evaluation) => ({
      ...evaluation,
      result: evaluation.result && { ...evaluation.result, roc: [], precisionRecall: [] },
    })),

  'evaluation/get': ({ evaluationId }, { evaluations }) => evaluations.get(evaluationId),
  'evaluation/start': evaluationStart,
  'evaluation/start-many': evaluationStartMany,
  'evaluation/stop': ({ evaluationIds }, { evaluations }) => evaluations.stop(evaluationIds),
  'evaluation/start-again': ({ evaluationId }, { evaluations }) => evaluations.startAgain(evaluationId),
  'evaluation/rename': ({ evaluationId, name }, { evaluations }) => evaluations.rename(evaluationId, name),

  'evaluation/strays': (_, { evaluations }) => evaluations.strays(),

  /** Gives the folder an id of its own. */
  'evaluation/adopt': ({ folder }, { evaluations }) => evaluations.adopt(folder),
};
