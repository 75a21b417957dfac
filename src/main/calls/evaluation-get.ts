/** `evaluation/get` */
import type { Handler } from './handler';

export const evaluationGet: Handler<'evaluation/get'> = ({ evaluationId }, { evaluations }) =>
  evaluations.get(evaluationId);
