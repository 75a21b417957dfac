/** `delete`, `restore`, `bin`: what is thrown away, and had back. */
import { AppError } from '../../../shared/errors';
import { keptDays, type BinEntry } from '../../../shared/bin';
import { formatBytes, formatCount } from '../../../shared/format';
import type { Workbench } from '../../workbench-api';
import { chosenRuns } from '../chosen-runs';
import type { CommandSurroundings } from '../command-surroundings';
import { isBackup, restoreBackup } from './backup';
import { withWorkbench, type WorkspaceOption } from '../session';
import { textTable } from '../text-table';

interface DeleteFlags extends WorkspaceOption {
  readonly query?: string;
}

export function addBinCommands({ add, terminal }: CommandSurroundings): void {
  add('delete [ids...]', `move runs, experiments or evaluations into the bin, where they stay ${keptDays} days`)
    .option('--query <query>', 'the runs that match')
    .action((given: string[], flags: DeleteFlags) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const entries = await deleteGiven(workbench, given, flags);
        const way = `Until ${dayOf(entries[0]?.endsAt)}: cored restore ID`;
        terminal.result(entries, `${tableOf(entries)}\nIn the bin now. ${way}`);
      }),
    );

  add(
    'restore <ids...>',
    'take runs or evaluations out of the bin again (ids, or experiments’ names), or have the file of a backup back',
  ).action((given: string[], flags: WorkspaceOption) =>
    isBackup(given)
      ? restoreBackup(given.join(), flags, terminal)
      : withWorkbench({ ...flags, terminal }, async (workbench) => {
          const entries = new Set<string>();
          const binned = await workbench.call('bin/list', {});
          for (const one of given) for (const entry of entriesOf(binned, one)) entries.add(entry);
          const restored = await workbench.call('bin/restore', { entries: [...entries] });
          terminal.result(restored, [...restored.runIds, ...restored.evaluationIds].join('\n'));
        }),
  );

  add('bin', 'what was deleted, and the space that it takes')
    .option('--empty', 'remove all of it for ever', false)
    .action((flags: WorkspaceOption & { empty: boolean }) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const before = await workbench.call('bin/list', {});
        if (!flags.empty) return terminal.result(before, listText(before));
        const left = await workbench.call('bin/empty', {});
        terminal.result(left, `Removed for ever: ${formatCount(before.length, 'thing')}, ${spaceOf(before)}.`);
      }),
    );
}

/** Evaluations are named by their whole id; everything else is runs. */
async function deleteGiven(workbench: Workbench, given: string[], flags: DeleteFlags): Promise<BinEntry[]> {
  const evaluations = await workbench.call('evaluation/list', {});
  const evaluationIds = given.filter((one) => evaluations.some(({ id }) => id === one));
  const others = given.filter((one) => !evaluationIds.includes(one));
  const entries: BinEntry[] = [];
  if (others.length > 0 || evaluationIds.length === 0) {
    const runIds = (await chosenRuns(workbench, others, flags)).map(({ id }) => id);
    entries.push(...(await workbench.call('run/delete', { runIds })));
  }
  if (evaluationIds.length > 0) entries.push(...(await workbench.call('evaluation/delete', { evaluationIds })));
  return entries;
}

/** By an entry, an id, an experiment's name, or the beginning of an id that only one has. */
function entriesOf(binned: readonly BinEntry[], given: string): string[] {
  const exact = binned.filter(({ entry, id, experimentName }) => [entry, id, experimentName].includes(given));
  const found = exact.length > 0 ? exact : binned.filter(({ id }) => id.startsWith(given));
  const isOfOneExperiment = exact.length > 0 && exact.every(({ experimentName }) => experimentName === given);
  if (found.length === 1 || isOfOneExperiment) return found.map(({ entry }) => entry);
  if (found.length === 0) {
    throw new AppError('not-found', `There is no "${given}" in the bin of this workspace. \`cored bin\` lists it.`);
  }
  throw new AppError('bad-input', `"${given}" fits ${found.map(({ entry }) => entry).join(', ')}. Give one of these.`);
}

function listText(entries: readonly BinEntry[]): string {
  if (entries.length === 0) return 'The bin is empty.';
  return `${tableOf(entries)}\n${formatCount(entries.length, 'thing')}, ${spaceOf(entries)}. After ${keptDays} days the next start removes them.`;
}

function tableOf(entries: readonly BinEntry[]): string {
  return textTable(
    [
      ['what', 'id', 'name', 'deleted', 'until', 'space'],
      ...entries.map(({ kind, id, name, deletedAt, endsAt, sizeBytes }) => [
        ...[kind, id, name, dayOf(deletedAt), dayOf(endsAt), formatBytes(sizeBytes)],
      ]),
    ],
    3,
  );
}

function spaceOf(entries: readonly BinEntry[]): string {
  return formatBytes(entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
}

function dayOf(iso: string | undefined): string {
  return iso === undefined ? '' : new Date(iso).toLocaleDateString('sv-SE');
}
