/** Makes the registry anew from the run folders, beside the present one, and puts it into its place. */
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { toAppError } from '../../shared/errors';
import { formatCount } from '../../shared/format';
import type { Importing } from '../../shared/run';
import type { Rebuilt } from '../../shared/registry';
import { openRegistry, type Registry } from '../registry/registry';
import { salvage, type Salvaged } from '../registry/salvage';
import { stampNow } from '../registry/stamp-now';
import { fillFrom } from '../registry/stand-in';
import { importRun } from './import-run';
import { runFolderNames } from './run-folder-names';
import { isStray } from './stray-folders';

/**
 * The present one is used meanwhile, by this process and by others; what they change of it is taken over at the end. A
 * folder that cannot be read becomes a line in `problems`. Runs whose folders are gone are left behind, and told of.
 */
export async function rebuildRegistry(
  registry: Registry,
  runsFolder: string,
  onProgress: (progress: Importing | null) => void = () => undefined,
): Promise<Rebuilt> {
  const { file, workspace } = registry;
  const beside = join(workspace, `.${basename(file)}-${stampNow()}.partial`);
  const remove = () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${beside}${suffix}`, { force: true });
  };
  const made = openRegistry(beside, workspace);
  try {
    const before = salvage(file);
    const names = await runFolderNames(runsFolder);
    const found = await takeAll(made, { names, runsFolder, salvaged: before, onProgress });
    onProgress(null);
    const after = salvage(file);
    await takeChanged(made, { names, runsFolder, before, after });
    fillFrom(made, after);
    made.compact();
    const outcome = { ...found, runs: made.runs.revisions().size, lost: lostOf(after, names) };
    made.close();
    const keptAs = registry.replaceBy(beside, 'before-rebuild');
    return { ...outcome, keptAs };
  } finally {
    onProgress(null);
    made.close();
    remove();
  }
}

interface Taking {
  readonly names: readonly string[];
  readonly runsFolder: string;
  readonly salvaged: Salvaged;
  onProgress(progress: Importing): void;
}

async function takeAll(
  made: Registry,
  { names, runsFolder, salvaged, onProgress }: Taking,
): Promise<Pick<Rebuilt, 'problems' | 'unreadable'>> {
  const problems: string[] = [];
  let unreadable = 0;
  for (const [done, name] of names.entries()) {
    onProgress({ done, total: names.length });
    try {
      const damage = await importRun(made, join(runsFolder, name), { replaces: true, known: salvaged.runs.get(name) });
      if (damage.length === 0) continue;
      unreadable += 1;
      problems.push(`Run "${name}" is listed, but: ${damage.join(' ')}`);
    } catch (error) {
      if (!isStray(error)) unreadable += 1;
      problems.push(toAppError(error).message);
    }
  }
  return { problems, unreadable };
}

/** What others took out of the queue or were told of runs while this went on. */
async function takeChanged(
  made: Registry,
  {
    names,
    runsFolder,
    before,
    after,
  }: { names: readonly string[]; runsFolder: string; before: Salvaged; after: Salvaged },
): Promise<void> {
  for (const [id, known] of after.runs) {
    if (!names.includes(id) || before.runs.get(id)?.revision === known.revision) continue;
    await importRun(made, join(runsFolder, id), { replaces: true, known }).catch((error: unknown) => {
      // It was told of when its folder was read.
      if (made.runs.find(id) !== null) throw error;
    });
  }
}

function lostOf({ runs, isWhole }: Salvaged, names: readonly string[]): string[] {
  const gone = [...runs.keys()].filter((id) => !names.includes(id));
  return [
    ...(gone.length === 0
      ? []
      : [
          `${formatCount(gone.length, 'run')} left out, whose folders are gone: ${gone.slice(0, 5).join(', ')}${gone.length > 5 ? ', ...' : ''}.`,
        ]),
    ...(isWhole.datasets
      ? []
      : ['The list of datasets could not be read whole; registry-kept.json gives back those that it names.']),
    ...(isWhole.queue
      ? []
      : ['The order of the queue could not be read; registry-kept.json gives it back where it has it.']),
  ];
}
