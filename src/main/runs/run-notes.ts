/** Changes what a person said of a run: its notes.json first, then the registry. */
import { AppError } from '../../shared/errors';
import type { NotesFile } from '../../shared/run';
import type { Registry } from '../registry/registry';
import { keepDamaged, orDamage } from './damage-of-file';
import { RunFolder } from './run-folder';

/** Throws AppError 'not-found', or 'bad-input' for a run without a name. */
export async function changeNotes(
  registry: Registry,
  runId: string,
  change: (notes: NotesFile) => { [Key in keyof NotesFile]?: NotesFile[Key] | undefined },
): Promise<void> {
  const run = registry.runs.get(runId);
  const folder = new RunFolder(run.folder);
  // What the registry does not tell apart stays as the file has it; of a damaged one the registry's is all there is.
  const inFile = await orDamage(folder.readNotes());
  const before: NotesFile = { ...inFile.value, name: run.name, tags: run.tags, notes: run.notes };
  const asked = change(before);
  const notes: NotesFile = {
    name: (asked.name ?? before.name).trim(),
    tags: plainTags(asked.tags ?? before.tags),
    notes: asked.notes ?? before.notes,
    archived: asked.archived ?? before.archived,
    experiment: asked.experiment ?? before.experiment,
  };
  if (notes.name === '') throw new AppError('bad-input', `Give run "${runId}" a name.`);
  if (inFile.damage.length > 0) await keepDamaged(folder.notesPath);
  await folder.writeNotes(notes);
  await registry.write(() => registry.runs.annotate(runId, notes));
}

function plainTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))];
}
