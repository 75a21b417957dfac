/** `run`: an experiment out of flags, a file or a template; planned, or made and trained. */
import { Option, type Command } from 'commander';
import { EngineWish, PresetId } from '../../../shared/recipe';
import type { ExperimentRequest } from '../../../shared/run';
import { readableEndings } from '../../../shared/weights';
import type { Workbench } from '../../workbench-api';
import type { CommandSurroundings } from '../command-surroundings';
import { keepQueueGoing } from '../keep-queue-going';
import { collect, parseList, parseParameter, parseSeedList, parseWhole, parseWholeList } from '../parse-values';
import { planText } from '../plan-text';
import { prepare } from '../prepare';
import { classesOption, partOption } from '../reading-options';
import type { RunFlags } from '../run-flags';
import { requestOfFlags } from '../request-of-flags';
import { runListText } from '../run-report';
import { sayFindings, sayStart } from '../say-before-training';
import { withWorkbench } from '../session';
import { experimentReport, trainAndReport } from '../train-and-report';

export function addRunCommand(surroundings: CommandSurroundings): void {
  surroundings
    .add('run', 'train one chain, or several orders of it')
    .option(
      '--file <path>',
      'the whole experiment as YAML or JSON, as `show RUN --as-file` prints it; flags win over it',
    )
    .option('--template <name>', 'the same out of a template of the workspace')
    .option('--data <dir>', 'dataset root, or the id of a registered one')
    .option('--chain <list>', 'task names in order, separated by commas', parseList)
    .option('--method <list>', 'method id, or several separated by commas', parseList, ['cored'])
    .option('--network <id>', 'network id', 'small-cnn')
    .addOption(
      new Option('--preset <id>', 'what every switch starts from')
        .choices(PresetId.options)
        .default('corrected' satisfies PresetId),
    )
    .option('--epochs <n>', 'passes over each task', parseWhole)
    .option('--seed <list>', 'whole number, several separated by commas, or 1-5', parseSeedList, [2020])
    .option('--set <key=value>', 'a parameter of training, method or network; can be repeated', parseParameter, {})
    .option(
      '--sweep <key=values>',
      'several values of one: 0.1,0.3 or 1..5 or log:5:0.001..0.1 or random:5:0..1; can be repeated',
      collect,
      [],
    )
    .option('--orders <which>', 'several orders of the chain: all, rotations, or random:3')
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
    .option('--executor <id>', 'who starts the runs: local, or one of `cored executors`')
    .option('--name <name>', 'name of the experiment')
    .option('--retries <n>', 'go on from the last checkpoint, so often at most, when a run breaks off', parseWhole)
    .option('--plan', 'print what would be trained, with time and disk, and train nothing', false)
    .option('--detach', 'return at once; training goes on in the background', false)
    .action((flags: RunFlags, command: Command) => run(flags, command, surroundings));
}

async function run(flags: RunFlags, command: Command, surroundings: CommandSurroundings): Promise<void> {
  const { terminal } = surroundings;
  const { workspace, detach, plan } = flags;
  if (flags.file === undefined && flags.template === undefined) refuseMissing(flags, command);
  await withWorkbench({ workspace, terminal, startsRuns: !plan }, async (workbench) => {
    const { request, said } = await requestOfFlags(workbench, flags, command);
    if (said !== null) terminal.say(said);
    if (plan) return tellPlan(workbench, request, surroundings);
    const experiment = await prepare({ workbench, terminal }, () => workbench.call('experiment/create', request));
    await sayFindings(workbench, terminal, request);
    await sayStart({ workbench, terminal }, { request, experiment });
    if (detach) {
      // What a cluster starts goes on by itself.
      if (experiment.runs.some(({ remote }) => remote === undefined)) keepQueueGoing(workspace);
      terminal.result(experimentReport(experiment, experiment.runs), runListText(experiment.runs));
      return;
    }
    await trainAndReport({ workbench, experiment, surroundings });
  });
}

async function tellPlan(
  workbench: Workbench,
  request: ExperimentRequest,
  { terminal }: CommandSurroundings,
): Promise<void> {
  const plan = await workbench.call('experiment/plan', request);
  terminal.result(plan, planText(plan));
}

/** As the command line says it of options that are always needed. */
function refuseMissing({ data, chain }: RunFlags, command: Command): void {
  const missing = data === undefined ? '--data <dir>' : chain === undefined ? '--chain <list>' : null;
  if (missing === null) return;
  command.error(`error: required option '${missing}' not specified. Give it, or a whole experiment with --file PATH.`);
}
