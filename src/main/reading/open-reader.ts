/** The reader of a workbench: a thread where the program has one for it, else the workbench's own. */
import type { ReadingContext } from '../calls/reading';
import type { PathGuard } from '../calls/path-guard';
import { sqliteOfThisProcess } from '../registry/open-for-reading';
import type { RecipeDesk } from '../runs/recipe-desk';
import { RunLogs } from '../runs/run-logs';
import type { Supervisor } from '../runs/supervisor';
import { AppError } from '../../shared/errors';
import { readerHere, type Reader } from './reader';
import { ThreadReader } from './thread-reader';
import type { Question } from './thread-messages';

interface Surroundings extends Omit<ReadingContext, 'logs'> {
  /** The built reading-thread.js; null for none. */
  readonly script: string | null;
  readonly recipes: RecipeDesk;
  readonly supervisor: Supervisor;
  readonly paths: PathGuard;
}

export function openReader({ script, ...context }: Surroundings): Reader {
  if (script === null) return readerHere({ ...context, logs: new RunLogs() });
  const { registry, recipes, supervisor, paths, version, slots } = context;
  const reader = new ThreadReader({
    script,
    setup: {
      ...{ registryFile: registry.file, workspace: registry.workspace, sqlite: sqliteOfThisProcess() },
      ...{ roots: paths.roots, version, slots },
    },
    answer: async (question: Question) => {
      if (question.about === 'recipe/options') return recipes.options();
      const row = registry.runs.row(question.runId);
      if (row === null) throw new AppError('not-found', `There is no run "${question.runId}" in this workspace.`);
      return supervisor.coresOf(row);
    },
  });
  reader.start();
  return reader;
}
