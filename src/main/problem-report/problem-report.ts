/** A file for a report of a problem: versions, engines, counts and the last errors, without data, places and names. */
import { availableParallelism, homedir, release, totalmem } from 'node:os';
import { formatBytes, formatCount } from '../../shared/format';
import type { EngineInfo } from '../../shared/machine';
import type { ProblemReport } from '../../shared/problem-report';
import type { CallContext } from '../calls/handler';
import { workbenchLogPath } from '../logs/workbench-log';
import { lastErrors, type LoggedError } from './last-errors';
import { withoutPlaces, type Places } from './without-places';

const mostLogged = 20;
const mostFailed = 5;

type Asked = Pick<
  CallContext,
  'engines' | 'host' | 'packageRoot' | 'registry' | 'scans' | 'version' | 'versions' | 'workspace'
>;

/** Whoever asked shows it before anything is written. */
export async function problemReport(context: Asked): Promise<ProblemReport> {
  const madeAt = new Date().toISOString();
  const program = await programLines(context);
  const engines = await context.engines.list();
  const logged = await lastLogged(context);
  // From here on at once: what the lines name is then among the names that are taken out.
  const places = placesOf(context);
  const free = (text: string) => withoutPlaces(text, places);
  const sections = [
    ['Program', program],
    ['Engines', engines.map(engineLine).map(free)],
    ['Workspace', workspaceLines(context)],
    ['Runs that failed last', failedLines(context).map(free)],
    ['Last warnings and errors', logged.map(({ time, kind, words }) => `${time} ${kind}: ${free(words)}`)],
  ] as const;
  const text = [
    `Report of CoReD Workbench ${context.version}, made ${madeAt}`,
    'Without data, without the names of datasets, tasks and runs; paths are shortened. Read it before you pass it on.',
    ...sections.flatMap(([title, lines]) => ['', `## ${title}`, '', ...(lines.length === 0 ? ['None.'] : lines)]),
    '',
  ].join('\n');
  return { name: `cored-report-${madeAt.slice(0, 19).replaceAll(':', '-')}.txt`, text };
}

async function programLines({ host, versions }: Asked): Promise<string[]> {
  const known = Object.entries(await versions()).map(([name, version]) => `${name}: ${version}`);
  const machine = [`system: ${process.platform} ${release()} ${process.arch}`, `cores: ${availableParallelism()}`];
  return [`host: ${host.kind}`, ...known, ...machine, `memory: ${formatBytes(totalmem())}`];
}

function engineLine({ id, available, detail }: EngineInfo): string {
  return `${id}: ${available ? 'available' : 'not available'}. ${detail}`;
}

function workspaceLines({ registry, scans, workspace }: Asked): string[] {
  const states = new Map<string, number>();
  for (const { state } of registry.runs.list()) states.set(state, (states.get(state) ?? 0) + 1);
  const datasets = scans.list();
  const tasks = datasets.reduce((sum, dataset) => sum + dataset.tasks.length, 0);
  return [
    workspace.readOnly === null ? 'can be written' : 'is open for looking only',
    ...[...states].map(([state, count]) => `${formatCount(count, 'run')} ${state}`),
    `${formatCount(datasets.length, 'dataset')} with ${formatCount(tasks, 'task')}`,
  ];
}

function failedLines({ registry }: Asked): string[] {
  const failed = registry.runs.list().filter(({ error }) => error !== null);
  const newest = failed.toSorted((a, b) => ((a.endedAt ?? '') < (b.endedAt ?? '') ? -1 : 1)).slice(-mostFailed);
  return newest.map(({ endedAt, error, engine, recipe }) => {
    const which = `${recipe.method} on ${recipe.network}, engine ${engine ?? 'not chosen'}`;
    return `${endedAt ?? ''} ${which}: ${error?.code ?? ''}: ${error?.message ?? ''}`;
  });
}

async function lastLogged({ host, workspace }: Asked): Promise<LoggedError[]> {
  const logs = [workbenchLogPath(workspace.path), ...(host.logPath === undefined ? [] : [host.logPath])];
  const found = (await Promise.all(logs.map((path) => lastErrors(path, mostLogged)))).flat();
  return found.toSorted((a, b) => (a.time < b.time ? -1 : 1)).slice(-mostLogged);
}

function placesOf({ packageRoot, registry, scans, workspace }: Asked): Places {
  const runs = registry.runs.list();
  const ofRuns = runs.flatMap((run) => [
    run.id,
    run.name,
    run.experimentId,
    run.experimentName,
    ...run.chain,
    ...run.tags,
  ]);
  const ofData = scans.list().flatMap(({ id, name, tasks }) => [id, name, ...tasks.map((task) => task.name)]);
  return { program: packageRoot, workspace: workspace.path, home: homedir(), names: [...ofRuns, ...ofData] };
}
