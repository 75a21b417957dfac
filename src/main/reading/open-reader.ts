/** The reader of a workbench: a thread where the program has one for it, else the workbench's own. */
import type { Logger } from 'pino';
import type { ReadingContext } from '../calls/reading';
import type { PathGuard } from '../calls/path-guard';
import type { Evaluations } from '../evaluation/evaluations';
import { sqliteOfThisProcess } from '../registry/open-for-reading';
import type { RecipeDesk } from '../runs/recipe-desk';
import type { Registry } from '../registry/registry';
import { RunLogs } from '../runs/run-logs';
import type { Supervisor } from '../runs/supervisor';
import { AppError, toAppError } from '../../shared/errors';
import { readerHere, type Reader } from './reader';
import { ThreadReader } from './thread-reader';
import type { Question } from './thread-messages';

interface Surroundings extends Omit<ReadingContext, 'logs'> {
  readonly registry: Registry;
  /** The built reading-thread.js; null for none. */
  readonly script: string | null;
  readonly recipes: RecipeDesk;
  readonly evaluations: Evaluations;
  readonly supervisor: Supervisor;
  readonly paths: PathGuard;
  readonly log: Pick<Logger, 'warn'>;
}

export function openReader({ script, log, ...context }: Surroundings): Reader {
  const here = readerHere({ ...context, logs: new RunLogs() });
  if (script === null) return here;
  const { registry, recipes, evaluations, supervisor, paths, version, slots } = context;
  const reader = new ThreadReader({
    script,
    setup: () => ({
      ...{ registryFile: registry.at, workspace: registry.workspace, sqlite: sqliteOfThisProcess() },
      ...{ roots: paths.roots, version, slots },
    }),
    generation: () => registry.generation,
    answer: async (question: Question) => {
      if (question.about === 'recipe/options') return recipes.options();
      if (question.about === 'evaluations') return evaluations.list();
      const row = registry.runs.row(question.runId);
      if (row === null) throw new AppError('not-found', `There is no run "${question.runId}" in this workspace.`);
      return supervisor.coresOf(row);
    },
  });
  reader.start();
  return {
    call: (name, input) =>
      orHere(
        () => reader.call(name, input),
        () => here.call(name, input),
        { damage: registry.damage, log },
      ),
    packed: (name, input, page) =>
      orHere(
        () => reader.packed(name, input, page),
        () => here.packed(name, input, page),
        { damage: registry.damage, log },
      ),
    close: () => reader.close(),
  };
}

/** What the thread cannot answer because the registry is damaged is answered here, where that can be mended. */
async function orHere<Answer>(
  inThread: () => Promise<Answer>,
  here: () => Promise<Answer>,
  { damage, log }: Pick<Registry, 'damage'> & Pick<Surroundings, 'log'>,
): Promise<Answer> {
  if (damage.whole !== null) return here();
  try {
    return await inThread();
  } catch (error) {
    const { code, message } = toAppError(error);
    if (code !== 'damaged' && code !== 'internal') throw error;
    log.warn({ error }, `The thread that reads could not answer, so the workbench does: ${message}`);
    return here();
  }
}
