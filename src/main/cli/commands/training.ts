/** `demo` and `run`: make an experiment and train it. */
import { resolve } from 'node:path';
import type { Parameters } from '../../../shared/field';
import { noTeacherNote } from '../../../shared/first-stage';
import { EngineWish, PresetId } from '../../../shared/recipe';
import type { Experiment, RunSummary } from '../../../shared/run';
import { readableEndings, type ClassOrder } from '../../../shared/weights';
import { isAuditFinding } from '../../../shared/task';
import { classesOption, partOption } from '../reading-options';
import type { Terminal } from '../terminal';
import { weightsPathOf } from '../weights-source';
import { keepQueueGoing } from '../keep-queue-going';
import type { Workbench } from '../../workbench-api';
import { comparisonText } from '../comparison-text';
import { Option } from 'commander';
import { parseList, parseParameter, parseWhole, parseWholeList } from '../parse-values';
import type { CommandSurroundings } from '../command-surroundings';
import { matrixText, runListText, runReport } from '../run-report';
import { withWorkbench, type WorkspaceOption } from '../session';
import { prepare } from '../prepare';
import { trainUntilEnded } from '../train-until-ended';

interface DemoFlags extends WorkspaceOption {
  readonly tasks?: number;
  readonly epochs?: number;
  readonly methods?: string[];
  readonly seeds?: number[];
}

interface RunFlags extends WorkspaceOption {
  readonly data: string;
  readonly chain: string[];
  readonly method: string[];
  readonly network: string;
  readonly preset: PresetId;
  readonly epochs?: number;
  readonly seed: number[];
  readonly set: Parameters;
  readonly engine: EngineWish;
  readonly devices?: number[];
  readonly weights?: string;
  readonly classes?: ClassOrder;
  readonly part?: string;
  readonly learnt?: string[];
  readonly name?: string;
  readonly detach: boolean;
}

export function addTrainingCommands(surroundings: CommandSurroundings): void {
  surroundings
    .add('demo', 'make the demo’s data, train FT and CoReD over it, and compare them')
    .option('--tasks <n>', 'the first n of the four tasks', parseWhole)
    .option('--epochs <n>', 'passes over each task', parseWhole)
    .option('--methods <list>', 'method ids separated by commas', parseList)
    .option('--seeds <list>', 'whole numbers separated by commas', parseWholeList)
    .action((flags: DemoFlags) => demo(flags, surroundings));

  surroundings
    .add('run', 'train one chain')
    .requiredOption('--data <dir>', 'dataset root, or the id of a registered one')
    .requiredOption('--chain <list>', 'task names in order, separated by commas', parseList)
    .option('--method <list>', 'method id, or several separated by commas', parseList, ['cored'])
    .option('--network <id>', 'network id', 'small-cnn')
    .addOption(
      new Option('--preset <id>', 'what every switch starts from')
        .choices(PresetId.options)
        .default('corrected' satisfies PresetId),
    )
    .option('--epochs <n>', 'passes over each task', parseWhole)
    .option('--seed <list>', 'whole number, or several separated by commas', parseWholeList, [2020])
    .option('--set <key=value>', 'a parameter of training, method or network; can be repeated', parseParameter, {})
    .addOption(
      new Option('--engine <id>', 'what computes').choices(EngineWish.options).default('auto' satisfies EngineWish),
    )
    .option(
      '--devices <list>',
      'the engine’s devices that share each batch, by number (`cored doctor`): 0,1',
      parseWholeList,
    )
    .option('--weights <path>', `start from these weights: ${readableEndings}; or a run as RUN[:stage[:best|last]]`)
    .addOption(classesOption())
    .addOption(partOption())
    .option('--learnt <list>', 'tasks that the weights have learnt, in order: they become the teacher', parseList)
    .option('--name <name>', 'name of the experiment')
    .option('--detach', 'return at once; training goes on in the background', false)
    .action((flags: RunFlags) => run(flags, surroundings));
}

async function demo(flags: DemoFlags, surroundings: CommandSurroundings): Promise<void> {
  const { terminal } = surroundings;
  const { workspace, tasks, epochs, methods, seeds } = flags;
  await withWorkbench({ workspace, terminal, startsRuns: true }, async (workbench) => {
    const experiment = await prepare({ workbench, terminal }, () =>
      workbench.call('demo/start', { tasks, epochs, methods, seeds }),
    );
    await trainAndReport({ workbench, experiment, surroundings });
  });
}

async function run(flags: RunFlags, surroundings: CommandSurroundings): Promise<void> {
  const { terminal } = surroundings;
  const { workspace, detach } = flags;
  await withWorkbench({ workspace, terminal, startsRuns: true }, async (workbench) => {
    const datasets = await workbench.call('dataset/list', {});
    const { learnt = [] } = flags;
    const initialWeights = flags.weights === undefined ? null : await weightsPathOf(workbench, flags.weights);
    const isKnownId = datasets.some(({ id }) => id === flags.data);
    const experiment = await prepare({ workbench, terminal }, () =>
      workbench.call('experiment/create', {
        name: flags.name ?? `${flags.chain.join(', ')}`.slice(0, 80),
        dataset: isKnownId ? flags.data : resolve(flags.data),
        chain: [...learnt, ...flags.chain],
        ...(learnt.length > 0 && { startStage: learnt.length + 1 }),
        methods: flags.method,
        network: flags.network,
        preset: flags.preset,
        parameters: { ...flags.set, ...(flags.epochs !== undefined && { epochs: flags.epochs }) },
        methodParameters: {},
        seeds: flags.seed,
        engine: flags.engine,
        ...(flags.devices !== undefined && { devices: flags.devices }),
        initialWeights,
        ...(flags.classes !== undefined && { initialClasses: flags.classes }),
        ...(flags.part !== undefined && { initialPart: flags.part }),
      }),
    );
    await sayFindings(workbench, terminal, flags);
    await sayStart({ workbench, terminal }, { path: initialWeights, flags, experiment });
    if (detach) {
      keepQueueGoing(workspace);
      terminal.result(report(experiment, experiment.runs), runListText(experiment.runs));
      return;
    }
    await trainAndReport({ workbench, experiment, surroundings });
  });
}

/** What makes the results look better than they are, as the scan found it. */
async function sayFindings(workbench: Workbench, terminal: Terminal, { data, chain }: RunFlags): Promise<void> {
  const datasets = await workbench.call('dataset/list', {});
  const dataset = datasets.find(({ id, path }) => id === data || path === resolve(data));
  const tasks = dataset?.tasks.filter(({ name }) => chain.includes(name)) ?? [];
  const problems = [...(dataset?.problems ?? []), ...tasks.flatMap((task) => task.problems)];
  for (const { message } of problems.filter(isAuditFinding)) terminal.say(`Warning: ${message}`);
}

/** What was read of the given weights, and that they are no teacher where nobody says so. */
async function sayStart(
  { workbench, terminal }: { workbench: Workbench; terminal: Terminal },
  { path, flags, experiment }: { path: string | null; flags: RunFlags; experiment: Experiment },
): Promise<void> {
  if (path === null) return;
  const { classes, part, learnt = [] } = flags;
  const { account } = await workbench.call('weights/inspect', { path, classes, part });
  const methods = new Map(experiment.runs.map(({ method }) => [method.label, method]));
  const noTeacher = [...methods.values()].map((method) =>
    noTeacherNote({ method, hasWeights: true, startStage: learnt.length + 1 }),
  );
  const said = [...account.notes, ...noTeacher.filter((note) => note !== null)];
  for (const note of said) terminal.say(note);
  if (said.length > account.notes.length) terminal.say('Where they have learnt one, name it: --learnt TASK.');
}

async function trainAndReport(work: {
  workbench: Workbench;
  experiment: Experiment;
  surroundings: CommandSurroundings;
}): Promise<void> {
  const { workbench, experiment, surroundings } = work;
  const { terminal, setStatus } = surroundings;
  const runIds = experiment.runs.map(({ id }) => id);
  const runs = await trainUntilEnded({ workbench, terminal }, runIds);
  const comparison = await workbench.call('comparison/get', { runIds });
  const texts = [...runs.map(matrixText), ...(runs.length > 1 ? [comparisonText(comparison)] : [])];
  terminal.result({ ...report(experiment, runs), comparison }, texts.join('\n\n'));
  if (runs.some(({ state }) => state !== 'complete')) setStatus(1);
}

function report({ id, name }: Experiment, runs: readonly RunSummary[]) {
  return { experiment: { id, name }, runs: runs.map(runReport) };
}
