/** `evaluation/list`: newest first. */
import type { Handler } from './handler';

export const evaluationList: Handler<'evaluation/list'> = (_, { evaluations }) => evaluations.list();
