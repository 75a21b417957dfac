/** Calls about evaluations. */
import { evaluationStart } from './evaluation-start';
import type { HandlersOf } from './handler';

export const evaluationCalls: Omit<HandlersOf<'evaluation'>, 'evaluation/delete'> = {
  /** Newest first. */
  'evaluation/list': (_, { evaluations }) => evaluations.list(),

  'evaluation/get': ({ evaluationId }, { evaluations }) => evaluations.get(evaluationId),
  'evaluation/start': evaluationStart,
  'evaluation/rename': ({ evaluationId, name }, { evaluations }) => evaluations.rename(evaluationId, name),

  'evaluation/strays': (_, { evaluations }) => evaluations.strays(),

  /** Gives the folder an id of its own. */
  'evaluation/adopt': ({ folder }, { evaluations }) => evaluations.adopt(folder),
};
