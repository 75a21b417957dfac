/** `eval`, `evaluations`, `inspect`, `convert`: what weights are, and how well they do. */
import { Option } from 'commander';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/errors';
import type { Evaluation, EvaluationTarget } from '../../../shared/evaluation';
import { formatCount } from '../../../shared/format';
import type { VideoRule } from '../../../shared/metrics/video-rules';
import { EngineWish } from '../../../shared/recipe';
import { splitNames, type SplitName } from '../../../shared/task';
import {
  exportFormats,
  readableEndings,
  type ClassOrder,
  type ExportFormat,
  type WeightsReading,
} from '../../../shared/weights';
import { classesOption, partOption } from '../reading-options';
import type { Workbench } from '../../workbench-api';
import type { CommandSurroundings } from '../command-surroundings';
import { evaluationListText, evaluationText } from '../evaluation-text';
import { parseWhole, parseWholeList } from '../parse-values';
import { scanDatasetAt } from '../scan-dataset';
import { withWorkbench, type WorkspaceOption } from '../session';
import { videoRuleOption } from '../video-rule-option';
import type { Terminal } from '../terminal';
import { textTable } from '../text-table';
import { weightsSource } from '../weights-source';

interface EvalFlags extends WorkspaceOption {
  readonly weights: string;
  readonly data: string;
  readonly task?: string;
  readonly split?: SplitName;
  readonly skipUnreadable: boolean;
  readonly engine: EngineWish;
  readonly devices?: number[];
  readonly imageSize?: number;
  readonly classes?: ClassOrder;
  readonly part?: string;
  readonly videoRule?: VideoRule;
  readonly name?: string;
}

interface ConvertFlags extends WorkspaceOption, WeightsReading {
  readonly format: ExportFormat;
  readonly to: string;
}

export function addEvaluationCommands({ add, terminal, setStatus }: CommandSurroundings): void {
  add('eval', 'score weights on a folder of real and fake images, or on a task’s split')
    .requiredOption('--weights <path>', `${readableEndings}; or a run as RUN[:stage[:best|last]]`)
    .requiredOption('--data <dir>', 'folder that holds real and fake; with --task, the dataset root')
    .option('--task <name>', 'evaluate this task of the dataset')
    .addOption(new Option('--split <split>', 'of the task; test if it has one, else val').choices(splitNames))
    .option('--skip-unreadable', 'leave out images that cannot be read, and list them', false)
    .addOption(
      new Option('--engine <id>', 'what computes').choices(EngineWish.options).default('auto' satisfies EngineWish),
    )
    .option('--devices <list>', 'the engine’s device that computes, by number (`cored doctor`)', parseWholeList)
    .option('--image-size <pixels>', 'side that images are resized to, where the weights do not say', parseWhole)
    .addOption(classesOption())
    .addOption(partOption())
    .addOption(videoRuleOption('else as the run of the weights, or the dataset’s mapping'))
    .option('--name <name>', 'name of the evaluation')
    .action((flags: EvalFlags) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const evaluation = await evaluate(workbench, terminal, flags);
        terminal.result(evaluation, evaluationText(evaluation));
      }),
    );

  add('evaluations', 'list all evaluations').action((flags: WorkspaceOption) =>
    withWorkbench({ ...flags, terminal }, async (workbench) => {
      const evaluations = await workbench.call('evaluation/list', {});
      terminal.result(evaluations, evaluationListText(evaluations));
    }),
  );

  add('convert <path>', 'write a file’s weights in another format; half precision stays where the format has it')
    .addOption(classesOption())
    .addOption(partOption())
    .addOption(new Option('--format <format>', 'file format').choices(exportFormats).default('safetensors'))
    .requiredOption('--to <dir>', 'the folder; made when it is missing')
    .action((path: string, { classes, part, format, ...flags }: ConvertFlags) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const asked = { path: resolve(path), classes, part, format, to: resolve(flags.to) };
        const files = await workbench.call('weights/convert', asked);
        terminal.result(files, files.files.join('\n'));
      }),
    );

  add('inspect <path>', 'say what a weights file holds')
    .addOption(classesOption())
    .addOption(partOption())
    .action((path: string, flags: WorkspaceOption & WeightsReading) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const { classes, part } = flags;
        const info = await workbench.call('weights/inspect', { path: resolve(path), classes, part });
        const { account, problems, ...facts } = info;
        const table = Object.entries(facts).map(([key, value]) => [key, String(value)]);
        terminal.result(info, [textTable(table, 2), ...account.notes, ...problems].join('\n'));
        if (problems.length > 0) setStatus(1);
      }),
    );
}

/** Throws the evaluation's own error when it failed. */
async function evaluate(workbench: Workbench, terminal: Terminal, flags: EvalFlags): Promise<Evaluation> {
  if (flags.task === undefined && flags.split !== undefined) {
    throw new AppError('bad-input', '--split belongs to --task. Name the task, or give the split’s folder as --data.');
  }
  const weights = await weightsSource(workbench, flags.weights);
  const target = await targetOf(workbench, terminal, flags);
  const started = await workbench.call('evaluation/start', {
    name: flags.name ?? '',
    weights,
    target,
    engine: flags.engine,
    ...(flags.devices !== undefined && { devices: flags.devices }),
    skipsUnreadable: flags.skipUnreadable,
    classes: flags.classes,
    part: flags.part,
    ...(flags.videoRule !== undefined && { videoRule: flags.videoRule }),
    ...(flags.imageSize !== undefined && { imageSize: flags.imageSize }),
  });
  const leave = () => {
    terminal.say(`Left. The evaluation goes on by itself; \`cored evaluations\` shows it: ${started.id}`);
    process.exit(1);
  };
  process.on('SIGINT', leave);
  process.on('SIGTERM', leave);
  try {
    const ended = await follow(workbench, terminal, started);
    if (ended.error !== null) throw new AppError(ended.error.code, ended.error.message);
    return ended;
  } finally {
    process.off('SIGINT', leave);
    process.off('SIGTERM', leave);
  }
}

async function targetOf(workbench: Workbench, terminal: Terminal, flags: EvalFlags): Promise<EvaluationTarget> {
  const { data, task, split } = flags;
  if (task === undefined) return { kind: 'folder', path: resolve(data) };
  const dataset = await scanDatasetAt(workbench, terminal, resolve(data));
  if (dataset.state === 'failed') throw new AppError('not-found', dataset.problems[0]?.message ?? 'Not scanned.');
  const hasTest = dataset.tasks.some(({ name, counts }) => name === task && counts.test !== null);
  return { kind: 'task', datasetId: dataset.id, task, split: split ?? (hasTest ? 'test' : 'val') };
}

async function follow(workbench: Workbench, terminal: Terminal, started: Evaluation): Promise<Evaluation> {
  let evaluation = started;
  let toldTenths = -1;
  while (evaluation.state === 'running') {
    await sleep(100);
    evaluation = await workbench.call('evaluation/get', { evaluationId: started.id });
    if (evaluation.progress === null) continue;
    const { phase, done, total } = evaluation.progress;
    const line = `${evaluation.name}: ${done} of ${formatCount(total, 'image')}${phase === 'reading' ? ' read' : ''}`;
    const tenths = Math.floor((10 * done) / Math.max(1, total));
    if (terminal.isInteractive) terminal.live([line]);
    else if (tenths !== toldTenths) terminal.say(line);
    toldTenths = tenths;
  }
  terminal.live([]);
  return evaluation;
}
