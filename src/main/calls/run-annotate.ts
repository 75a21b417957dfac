/** `run/annotate`: a person's name, tags and notes, in the run's folder and in the registry. */
import { AppError } from '../../shared/errors';
import { RunFolder } from '../runs/run-folder';
import type { Handler } from './handler';

export const runAnnotate: Handler<'run/annotate'> = async ({ runId, notes: changes }, { registry, supervisor }) => {
  const run = registry.runs.get(runId);
  const notes = {
    name: (changes.name ?? run.name).trim(),
    tags: [...new Set((changes.tags ?? run.tags).map((tag) => tag.trim()).filter((tag) => tag !== ''))],
    notes: changes.notes ?? run.notes,
  };
  if (notes.name === '') throw new AppError('bad-input', `Give run "${runId}" a name.`);
  await new RunFolder(run.folder).writeNotes(notes);
  registry.runs.annotate(runId, notes);
  await supervisor.pass();
  return registry.runs.get(runId);
};
