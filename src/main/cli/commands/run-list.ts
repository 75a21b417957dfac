/** `runs`, `tag`, `rename`, `archive`: lists of runs by a query, and what a person says of many at once. */
import { mainMatrixMetrics } from '../../../shared/metrics';
import { AppError } from '../../../shared/errors';
import { formatCount } from '../../../shared/format';
import type { RunSummary } from '../../../shared/run';
import { compileSearch } from '../../../shared/run-query/find-runs';
import { readNames } from '../../../shared/run-query/name-list';
import { queryFields } from '../../../shared/run-query/query-fields';
import { fieldsByName, readSorts, refuseUnknownFields, sortRuns } from '../../../shared/run-query/sort-runs';
import type { Workbench } from '../../workbench-api';
import { chosenRuns } from '../chosen-runs';
import type { CommandSurroundings } from '../command-surroundings';
import { findRun } from '../find-run';
import { columnsText, groupRows, groupsText } from '../run-list-text';
import { runListText, runReport } from '../run-report';
import { withWorkbench, type WorkspaceOption } from '../session';

interface ListFlags extends WorkspaceOption {
  readonly query?: string;
  readonly sort?: string;
  readonly columns?: string;
  readonly group?: string;
  readonly view?: string;
  readonly all: boolean;
}

interface TagFlags extends WorkspaceOption {
  readonly query?: string;
  readonly add?: string;
  readonly remove?: string;
}

interface ArchiveFlags extends WorkspaceOption {
  readonly query?: string;
  readonly undo: boolean;
}

const queryHelp = 'those that match: method = cored and averageAuc > 0.9 or tag = baseline';

export function addRunListCommands(surroundings: CommandSurroundings): void {
  const { add, terminal } = surroundings;

  add('runs', 'list runs: all, or those that a query asks for')
    .option('--query <query>', queryHelp)
    .option('--sort <fields>', 'by these fields, one after the other; a minus before one: downwards (-averageAuc,seed)')
    .option('--columns <fields>', 'these fields of each run: method,epochs,auc.Splice,tag')
    .option('--group <field>', 'together by method, network, tag or a parameter, with mean ± standard deviation')
    .option('--view <name>', 'query, sort, columns and group of a view that was saved; other options win over it')
    .option('--all', 'archived runs as well', false)
    .action((flags: ListFlags) => list(flags, surroundings));

  add('tag [runs...]', 'give tags to runs, or take them away (ids, their beginnings, or experiments)')
    .option('--query <query>', queryHelp)
    .option('--add <tags>', 'separated by commas')
    .option('--remove <tags>', 'separated by commas')
    .action((given: string[], flags: TagFlags) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const [addTags, removeTags] = [readNames(flags.add ?? ''), readNames(flags.remove ?? '')];
        if (addTags.length + removeTags.length === 0) {
          throw new AppError('bad-input', 'Say which tags with --add or --remove, separated by commas.');
        }
        const runIds = idsOf(await chosenRuns(workbench, given, flags));
        const runs = await workbench.call('run/mark', { runIds, addTags, removeTags });
        const lines = runs.map(({ id, tags }) => `${id}: ${tags.join(', ') || 'no tags'}`);
        terminal.result(runs.map(runReport), lines.join('\n'));
      }),
    );

  add('archive [runs...]', 'leave runs out of lists that do not ask for them')
    .option('--query <query>', queryHelp)
    .option('--undo', 'list them again', false)
    .action((given: string[], flags: ArchiveFlags) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const runIds = idsOf(await chosenRuns(workbench, given, flags));
        const archived = !flags.undo;
        const runs = await workbench.call('run/mark', { runIds, addTags: [], removeTags: [], archived });
        const what = archived ? 'archived: `cored runs --all` lists them' : 'listed again';
        terminal.result(runs.map(runReport), `${formatCount(runs.length, 'run')} ${what}.`);
      }),
    );

  add('rename <id> <name>', 'give a run, an experiment or an evaluation another name').action(
    (given: string, name: string, flags: WorkspaceOption) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const renamed = await rename(workbench, given, name);
        terminal.result(renamed, `${renamed.kind} ${renamed.id} is called “${renamed.name}” now.`);
      }),
  );
}

async function list(flags: ListFlags, { terminal }: CommandSurroundings): Promise<void> {
  await withWorkbench({ ...flags, terminal }, async (workbench) => {
    const all = await workbench.call('run/list', {});
    const asked = await withView(workbench, flags);
    const fields = fieldsByName(queryFields(all));
    const sorts = readSorts(asked.sort);
    const columns = readNames(asked.columns);
    const groupedBy = asked.group === '' ? undefined : asked.group;
    if (all.length > 0) {
      refuseUnknownFields([...sorts.map(({ id }) => id), ...columns, ...(groupedBy ? [groupedBy] : [])], fields);
    }
    const found = all.filter(compileSearch(asked.query, all, { withArchived: flags.all }));
    const runs = sortRuns(found, sorts, fields);
    const shown = columns.flatMap((name) => fields.get(name) ?? []);
    const by = groupedBy === undefined ? undefined : fields.get(groupedBy);
    if (by !== undefined) {
      const means = columns.length > 0 ? shown : mainMatrixMetrics.flatMap(({ id }) => fields.get(id) ?? []);
      const grouping = { by, columns: means, sorts, fields };
      const rows = groupRows(runs, grouping);
      return terminal.result(rows, groupsText(rows, grouping));
    }
    const noneText = all.length === 0 ? undefined : `None of ${formatCount(all.length, 'run')} matches.`;
    const text = shown.length > 0 && runs.length > 0 ? columnsText(runs, shown) : runListText(runs, noneText);
    terminal.result(runs.map(runReport), text);
  });
}

interface Asked {
  readonly query: string;
  readonly sort: string;
  readonly columns: string;
  readonly group: string;
}

async function withView(workbench: Workbench, { view: name, query, sort, columns, group }: ListFlags): Promise<Asked> {
  const views = name === undefined ? [] : await workbench.call('view/list', {});
  const view = views.find((one) => one.name === name);
  if (name !== undefined && view === undefined) {
    const offer = views.length === 0 ? 'None is saved.' : `There are: ${views.map((one) => one.name).join(', ')}.`;
    throw new AppError('not-found', `There is no view "${name}" in this workspace. ${offer}`);
  }
  return {
    query: query ?? view?.query ?? '',
    sort: sort ?? view?.sort ?? '',
    columns: columns ?? view?.columns ?? '',
    group: group ?? view?.group ?? '',
  };
}

interface Renamed {
  readonly kind: 'Run' | 'Experiment' | 'Evaluation';
  readonly id: string;
  readonly name: string;
}

async function rename(workbench: Workbench, given: string, name: string): Promise<Renamed> {
  const experiments = await workbench.call('experiment/list', {});
  const experiment = experiments.find((one) => one.id === given || one.name === given);
  if (experiment !== undefined) {
    const renamed = await workbench.call('experiment/rename', { experimentId: experiment.id, name });
    return { kind: 'Experiment', id: renamed.id, name: renamed.name };
  }
  const evaluation = (await workbench.call('evaluation/list', {})).find(({ id }) => id === given);
  if (evaluation !== undefined) {
    const renamed = await workbench.call('evaluation/rename', { evaluationId: evaluation.id, name });
    return { kind: 'Evaluation', id: renamed.id, name: renamed.name };
  }
  const { id: runId } = await findRun(workbench, given);
  const renamed = await workbench.call('run/annotate', { runId, notes: { name } });
  return { kind: 'Run', id: renamed.id, name: renamed.name };
}

function idsOf(runs: readonly RunSummary[]): string[] {
  return runs.map(({ id }) => id);
}
