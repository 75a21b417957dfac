/** Calls about saved views of the runs table. Each answers all that there are. */
import type { HandlersOf } from './handler';

export const viewCalls: HandlersOf<'view'> = {
  'view/list': (_, { views }) => views.list(),
  'view/save': ({ view }, { views }) => views.save(view),
  'view/remove': ({ name }, { views }) => views.remove(name),
};
