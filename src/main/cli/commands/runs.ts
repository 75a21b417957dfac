/** `show`, `stop`, `pause`, `resume`, `export`, `bundle`, `import`, `compare`: what there is, and what to do with it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Option } from 'commander';
import { resolve } from 'node:path';
import { tableFormats, type TableFormat } from '../../../shared/comparison';
import type { RunSummary } from '../../../shared/run';
import {
  exportChoices,
  exportFormats,
  WeightsChoice,
  type ChosenOptions,
  type ExportFormat,
} from '../../../shared/weights';
import type { Workbench } from '../../workbench-api';
import { comparisonText } from '../comparison-text';
import { pairedText } from '../paired-text';
import { findRun } from '../find-run';
import { parseWhole } from '../parse-values';
import type { CommandSurroundings } from '../command-surroundings';
import { matrixText, runReport } from '../run-report';
import { showAsFile } from '../show-as-file';
import { withWorkbench, type WorkspaceOption } from '../session';
import { keepQueueGoing } from '../keep-queue-going';

interface ExportFlags extends WorkspaceOption, ChosenOptions {
  readonly stage: number;
  readonly which: WeightsChoice;
  readonly format: ExportFormat;
  readonly licence?: string;
  readonly to: string;
}

interface ResumeFlags extends WorkspaceOption {
  readonly data?: string;
  readonly executor?: string;
}

interface CompareFlags extends WorkspaceOption {
  readonly format?: TableFormat;
  readonly against?: string;
  readonly to?: string;
}

/** How long `stop` and `pause` wait for the worker to have done so: a heavy batch takes its time. */
const patienceMs = 20_000;

export function addRunCommands(surroundings: CommandSurroundings): void {
  const { add, terminal } = surroundings;
  const withRun = (
    flags: WorkspaceOption,
    given: string,
    work: (workbench: Workbench, run: RunSummary) => Promise<void>,
  ) => withWorkbench({ ...flags, terminal }, async (workbench) => work(workbench, await findRun(workbench, given)));
  const tell = (run: RunSummary) => terminal.result(runReport(run), `${run.name} (${run.id}) is ${run.state}.`);

  add('show <run>', 'show a run: AUC matrix, state, results (an id, or its beginning)')
    .option('--as-file', 'print the experiment that would make it again, for `run --file`; an experiment too', false)
    .action((given: string, flags: WorkspaceOption & { asFile: boolean }) =>
      flags.asFile
        ? showAsFile(given, flags, terminal)
        : withRun(flags, given, async (workbench, run) => {
            // What of its folder is damaged is looked at now.
            const { summary, stages, results } = await workbench.call('run/get', { runId: run.id });
            const text = `${matrixText(summary)}\nfolder ${summary.folder}`;
            terminal.result({ ...runReport(summary), stages, results }, text);
          }),
    );

  add('stop <run>', 'end a run; it can be resumed from its last checkpoint').action(
    (given: string, flags: WorkspaceOption) =>
      withRun(flags, given, async (workbench, { id: runId }) => {
        await workbench.call('run/stop', { runId });
        tell(await until(workbench, runId, ({ state }) => !['starting', 'training', 'paused'].includes(state)));
      }),
  );

  add('pause <run>', 'hold a run between two batches').action((given: string, flags: WorkspaceOption) =>
    withRun(flags, given, async (workbench, { id: runId }) => {
      await workbench.call('run/pause', { runId });
      tell(await until(workbench, runId, ({ state }) => !['starting', 'training'].includes(state)));
    }),
  );

  add('restart <run>', 'end the process of a run that hangs, and let it go on from its last checkpoint').action(
    (given: string, flags: WorkspaceOption) =>
      withRun(flags, given, async (workbench, { id: runId }) => {
        const { state } = await workbench.call('run/restart', { runId });
        if (state === 'queued') keepQueueGoing(flags.workspace);
        tell(await until(workbench, runId, (run) => run.state !== 'queued', 3000));
      }),
  );

  add('resume <run>', 'let a paused run go on, or take up one that ended early')
    .option('--data <dir>', 'where the images lie that have moved: the dataset’s root; remembered for the workspace')
    .option('--executor <id>', 'who starts it from now on: local, or one of `cored executors`')
    .action((given: string, flags: ResumeFlags) =>
      withRun(flags, given, async (workbench, { id: runId }) => {
        const { executor } = flags;
        const data = flags.data === undefined ? {} : { data: resolve(flags.data) };
        const asked = await workbench.call('run/resume', { runId, executor, ...data });
        if (asked.state === 'queued' && asked.remote === undefined) keepQueueGoing(flags.workspace);
        tell(await until(workbench, runId, ({ state }) => state !== 'paused' && state !== 'queued', 3000));
      }),
    );

  add('export <run>', 'write a stage’s weights into a folder')
    .requiredOption('--stage <k>', 'which stage', parseWhole)
    .addOption(new Option('--which <choice>', 'best or last epoch').choices(WeightsChoice.options).default('best'))
    .addOption(new Option('--format <format>', 'file format').choices(exportFormats).default('safetensors'))
    .addOption(choiceOption('input', 'what an ONNX or Keras model takes: numbers in [-1, 1], or RGB bytes'))
    .addOption(choiceOption('output', 'what an ONNX or Keras model gives'))
    .addOption(choiceOption('names', 'whose code is to load a PyTorch checkpoint'))
    .option('--licence <id>', 'licence of the weights, for their model card: cc-by-4.0')
    .requiredOption('--to <dir>', 'the folder; made when it is missing')
    .action((given: string, flags: ExportFlags) =>
      withRun(flags, given, async (workbench, { id: runId }) => {
        const { stage, which, format, input, output, names, licence } = flags;
        const to = resolve(flags.to);
        const asked = { runId, stage, which, format, options: { input, output, names }, licence, to };
        const files = await workbench.call('weights/export', asked);
        terminal.result(files, files.files.join('\n'));
      }),
    );

  add('bundle <run>', 'write a run that has ended into one file: recipe, events, scores, weights and their hashes')
    .requiredOption('--to <dir>', 'the folder; made when it is missing')
    .action((given: string, flags: WorkspaceOption & { to: string }) =>
      withRun(flags, given, async (workbench, { id: runId }) => {
        const files = await workbench.call('bundle/export', { runId, to: resolve(flags.to) });
        terminal.result(files, files.files.join('\n'));
      }),
    );

  add('import <file>', 'take a run out of such a file into the workspace').action(
    (given: string, flags: WorkspaceOption) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const run = await workbench.call('bundle/import', { path: resolve(given) });
        terminal.result(runReport(run), `${matrixText(run)}\nfolder ${run.folder}`);
      }),
  );

  add('compare <runs...>', 'put runs side by side')
    .addOption(new Option('--format <format>', 'as a table to paste').choices(tableFormats))
    .option('--against <row>', 'also set every other row against this one, seed by seed, with paired tests')
    .option('--to <dir>', 'also write the table in every format, and the results as JSON, into this folder')
    .action((given: string[], flags: CompareFlags) => compare(given, flags, surroundings));
}

/** Its default is told and not set: a format that has no such choice refuses the option. */
function choiceOption(name: keyof ChosenOptions, description: string): Option {
  const choices = exportChoices[name];
  return new Option(`--${name} <${name}>`, `${description} (default: "${choices[0]}")`).choices(choices);
}

async function compare(given: string[], flags: CompareFlags, { terminal }: CommandSurroundings): Promise<void> {
  await withWorkbench({ ...flags, terminal }, async (workbench) => {
    const runIds: string[] = [];
    for (const one of given) runIds.push((await findRun(workbench, one)).id);
    const comparison = await workbench.call('comparison/get', { runIds });
    if (flags.to !== undefined) {
      const { folder, files } = await workbench.call('comparison/export', { runIds, to: resolve(flags.to) });
      terminal.say(`Wrote ${files.join(', ')} into ${folder}.`);
    }
    const { format } = flags;
    const text =
      format === undefined
        ? comparisonText(comparison)
        : (await workbench.call('comparison/render', { runIds, format })).text.trimEnd();
    if (flags.against === undefined) return terminal.result(comparison, text);
    const paired = await workbench.call('comparison/paired', { runIds, reference: flags.against });
    terminal.result({ ...comparison, paired }, `${text}\n\n${pairedText(paired, flags.against)}`);
  });
}

/** The run once the condition holds, or as it is when patience ends. */
async function until(
  workbench: Workbench,
  runId: string,
  condition: (run: RunSummary) => boolean,
  limitMs = patienceMs,
): Promise<RunSummary> {
  for (const startedAt = Date.now(); ; await sleep(100)) {
    const { summary } = await workbench.call('run/get', { runId });
    if (condition(summary) || Date.now() - startedAt > limitMs) return summary;
  }
}
