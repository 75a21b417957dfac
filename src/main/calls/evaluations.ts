/** Calls about evaluations. */
import { evaluationStart, evaluationStartMany } from './evaluation-start';
import type { HandlersOf } from './handler';

export const evaluationCalls: Omit<HandlersOf<'evaluation'>, 'evaluation/delete'> = {
  /** Newest first. */
  'evaluation/list': (_, { evaluations }) => evaluations.list(),

  'evaluation/get': ({ evaluationId }, { evaluations }) => evaluations.get(evaluationId),
  'evaluation/start': evaluationStart,
  'evaluation/start-many': evaluationStartMany,
  'evaluation/stop': ({ evaluationId }, { evaluations }) => evaluations.stop(evaluationId),
  'evaluation/start-again': ({ evaluationId }, { evaluations }) => evaluations.startAgain(evaluationId),
  'evaluation/rename': ({ evaluationId, name }, { evaluations }) => evaluations.rename(evaluationId, name),

  'evaluation/strays': (_, { evaluations }) => evaluations.strays(),

  /** Gives the folder an id of its own. */
  'evaluation/adopt': ({ folder }, { evaluations }) => evaluations.adopt(folder),
};
