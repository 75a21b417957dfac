/** `datasets`, `doctor`, `registry rebuild` and the background queue: the workspace and the machine. */
import { resolve } from 'node:path';
import { pushes } from '../../../shared/contract';
import { AppError } from '../../../shared/errors';
import type { StrayEvaluation } from '../../../shared/evaluation';
import { formatBytes, formatCount } from '../../../shared/format';
import type { EngineInfo } from '../../../shared/machine';
import type { StrayFolder } from '../../../shared/run';
import { workText } from '../../../shared/training-work';
import { skippedText } from '../../../shared/skipped-text';
import { whyNotUsable, type Dataset } from '../../../shared/task';
import { videoText } from '../../../shared/video-text';
import type { Workbench } from '../../workbench-api';
import type { CommandSurroundings } from '../command-surroundings';
import { addMapCommand } from './map-dataset';
import { doctorText } from '../doctor-text';
import { reportProblem } from '../report-problem';
import { runReport } from '../run-report';
import { leftOutLines } from '../left-out-lines';
import { withWorkbench, type WorkspaceOption } from '../session';
import { scanDatasetAt } from '../scan-dataset';
import type { Terminal } from '../terminal';
import { textTable } from '../text-table';

interface DoctorFlags extends WorkspaceOption {
  readonly measure: boolean;
  /** True: shown alone. */
  readonly report?: string | true;
}

export function addMachineCommands(surroundings: CommandSurroundings): void {
  const { add, addRegistry, terminal } = surroundings;

  const datasets = add(
    'datasets [dir]',
    'scan a dataset root and list its tasks and problems; without one, list those known',
  ).action((dir: string | undefined, flags: WorkspaceOption) =>
    withWorkbench({ ...flags, terminal }, async (workbench) => {
      if (dir === undefined) {
        const datasets = await workbench.call('dataset/list', {});
        terminal.result(datasets, datasets.map(datasetText).join('\n\n') || 'No datasets yet. Give a folder.');
        return;
      }
      const dataset = await scanDatasetAt(workbench, terminal, resolve(dir));
      if (dataset.state === 'failed') throw new AppError('not-found', dataset.problems[0]?.message ?? 'Not scanned.');
      terminal.result(dataset, datasetText(dataset));
      if (!isWhole(dataset)) surroundings.setStatus(1);
    }),
  );

  addMapCommand(datasets, surroundings);

  add('doctor', 'say what this machine has, how fast its engines are, and what is missing')
    .option('--measure', 'measure every engine now by steps of both large networks, up to a minute each', false)
    .option('--report [file]', 'show what a report of a problem holds, without data and names; write it to the file')
    .action((flags: DoctorFlags) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        if (flags.report !== undefined) return reportProblem(workbench, flags.report, terminal);
        const info = await workbench.call('app/info', {});
        const engines = flags.measure ? await measure(workbench, terminal) : await workbench.call('engine/list', {});
        const machine = await workbench.call('machine/sample', {});
        const facts = { info, engines, machine };
        terminal.result(facts, doctorText(facts));
      }),
    );

  addRegistry('rebuild', 'make the registry anew from the run folders').action((flags: WorkspaceOption) =>
    rebuild(flags, surroundings),
  );

  addRegistry('strays', 'list folders among runs and evaluations that name another one').action(
    (flags: WorkspaceOption) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const runs = await workbench.call('stray/list', {});
        const evaluations = await workbench.call('evaluation/strays', {});
        const isNone = runs.length + evaluations.length === 0;
        const text = isNone ? 'Every folder holds its own run or evaluation.' : strayText(runs, evaluations);
        terminal.result([...runs, ...evaluations], text);
      }),
  );

  addRegistry('adopt <folder>', 'make such a folder a run or an evaluation with an id of its own').action(
    (folder: string, flags: WorkspaceOption) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const evaluations = await workbench.call('evaluation/strays', {});
        const runs = await workbench.call('stray/list', {});
        const isOf = (stray: { folder: string }) => stray.folder === folder;
        if (evaluations.some(isOf) && !runs.some(isOf)) {
          const evaluation = await workbench.call('evaluation/adopt', { folder });
          terminal.result(evaluation, `"${folder}" is the evaluation ${evaluation.id} now.`);
          return;
        }
        const run = await workbench.call('stray/adopt', { folder });
        terminal.result(runReport(run), `"${folder}" is the run ${run.id} now. It is ${run.state}.`);
      }),
  );
}

async function measure(workbench: Workbench, terminal: Terminal): Promise<EngineInfo[]> {
  const stop = workbench.subscribe((name, payload) => {
    if (name !== 'engine/changed') return;
    const { measuring } = pushes[name].payload.parse(payload);
    if (measuring !== null) terminal.say(`Measuring engine ${measuring.engine}: ${workText(measuring.work)} ...`);
  });
  try {
    return await workbench.call('engine/measure', {});
  } finally {
    stop();
  }
}

const toldEvery = 100;

/** A line for each hundred run folders; returns what ends it. */
function tellImports(workbench: Workbench, terminal: Terminal): () => void {
  return workbench.subscribe((name, payload) => {
    if (name !== 'registry/importing') return;
    const { importing } = pushes[name].payload.parse(payload);
    if (importing === null || importing.done === 0 || importing.done % toldEvery > 0) return;
    terminal.say(`${importing.done} of ${importing.total} run folders are taken in.`);
  });
}

/** One of a newer version is not touched. */
async function rebuild(flags: WorkspaceOption, { terminal, setStatus }: CommandSurroundings): Promise<void> {
  // It reads every folder itself.
  await withWorkbench({ ...flags, terminal, importsRuns: false }, async (workbench) => {
    const stopTelling = tellImports(workbench, terminal);
    const outcome = await workbench.call('registry/rebuild', {}).finally(stopTelling);
    const lines = [
      `The registry holds ${formatCount(outcome.runs, 'run')} now.`,
      ...outcome.problems,
      ...outcome.lost,
      ...(outcome.keptAs === null ? [] : [`The old one is kept as ${outcome.keptAs}`]),
    ];
    terminal.result(outcome, lines.join('\n'));
    if (outcome.unreadable > 0) setStatus(1);
  });
}

function strayText(runs: readonly StrayFolder[], evaluations: readonly StrayEvaluation[]): string {
  return textTable([
    ['folder', 'holds', 'name'],
    ...runs.map(({ folder, runId, name }) => [folder, `run ${runId}`, name]),
    ...evaluations.map(({ folder, evaluationId, name }) => [folder, `evaluation ${evaluationId}`, name]),
  ]);
}

/** A script goes by this: whether the dataset has a task, and every one of them can be put into a chain. */
function isWhole({ problems, tasks }: Dataset): boolean {
  const isFatal = problems.some(({ severity }) => severity === 'fatal');
  return tasks.length > 0 && !isFatal && tasks.every((task) => whyNotUsable(task) === null);
}

function datasetText(dataset: Dataset): string {
  const counts = (count: { fake: number; real: number } | null) =>
    count === null ? '–' : `${count.fake} / ${count.real}`;
  const table = textTable([
    ['task', 'train fake / real', 'val fake / real', 'test fake / real', 'size', 'usable'],
    ...dataset.tasks.map((task) => [
      task.name,
      counts(task.counts.train),
      counts(task.counts.val),
      counts(task.counts.test),
      formatBytes(task.sizeBytes),
      whyNotUsable(task) === null ? 'yes' : 'no',
    ]),
  ]);
  const problems = [...dataset.problems, ...dataset.tasks.flatMap((task) => task.problems)];
  const lines = problems.map(({ severity, message }) => `${severity === 'fatal' ? 'Fatal' : 'Warning'}: ${message}`);
  const leftOut = dataset.tasks.flatMap(({ name, skipped = [] }) => {
    const quiet = skipped.filter(({ kind }) => kind === 'system' || kind === 'hidden');
    return quiet.length === 0 ? [] : [`Left out of task ${name}: ${quiet.map(skippedText).join(', ')}.`];
  });
  const videos = dataset.tasks.flatMap((task) =>
    task.videos === undefined ? [] : [`Frames of task ${task.name}: ${videoText(task.videos)}.`],
  );
  return [
    `${dataset.name}  ${dataset.path}  (${dataset.state})`,
    table,
    ...lines,
    ...leftOut,
    ...leftOutLines(dataset),
    ...videos,
  ].join('\n');
}
