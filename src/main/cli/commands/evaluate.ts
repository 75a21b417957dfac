/** `eval` and `robustness`: weights scored on images as they are, and under corruptions; one, or all of many runs. */
import { Option, type Command } from 'commander';
import type { Evaluation } from '../../../shared/evaluation';
import { formatCount } from '../../../shared/format';
import { EngineWish } from '../../../shared/recipe';
import { corruptionFacts, corruptionIds, type RobustnessWish } from '../../../shared/robustness';
import { splitNames } from '../../../shared/task';
import { readableEndings, WeightsChoice } from '../../../shared/weights';
import type { CommandSurroundings } from '../command-surroundings';
import { evaluationRequests, type EvaluationFlags } from '../evaluation-requests';
import { evaluationListText, evaluationText } from '../evaluation-text';
import { followEvaluations, refuseUnfinished } from '../follow-evaluations';
import { keepQueueGoing } from '../keep-queue-going';
import { parseList, parseWhole, parseWholeList } from '../parse-values';
import { classesOption, partOption } from '../reading-options';
import { parseCorruption, robustnessOf, type CorruptionFlags } from '../robustness-flags';
import { robustnessText } from '../robustness-text';
import { withWorkbench } from '../session';
import { videoRuleOption } from '../video-rule-option';

export function addEvaluateCommands(surroundings: CommandSurroundings): void {
  const { add } = surroundings;
  withTargets(
    add('eval', 'score weights on a folder of real and fake images, or on tasks; of one run or of many'),
  ).action((flags: EvaluationFlags) => evaluate(surroundings, flags, null));

  withTargets(add('robustness', 'score weights under JPEG, blur, noise, resizing and brightness at chosen strengths'))
    .option('--corrupt <kind=strengths>', `can be repeated; ${kinds()}`, parseCorruption, [])
    .option('--seed <n>', 'of the noise', parseWhole, 1)
    .action((flags: EvaluationFlags & CorruptionFlags) => evaluate(surroundings, flags, robustnessOf(flags)));
}

function kinds(): string {
  const usual = corruptionIds.map((id) => `${id}=${corruptionFacts[id].usual.join(',')}`);
  return `without one: ${usual.join(' ')}`;
}

function withTargets(command: Command): Command {
  return command
    .option('--weights <path>', `${readableEndings}; or a run as RUN[:stage[:best|last]]`)
    .option('--runs <runs...>', 'many at once: runs or experiments')
    .option('--query <query>', 'many at once: the runs that `cored runs --query` finds')
    .option('--stages <list>', 'of the runs: all, last, or 1,2', parseStages, 'last')
    .addOption(new Option('--which <which>', 'of each stage').choices(WeightsChoice.options).default('best'))
    .option('--data <dirs...>', 'folder that holds real and fake; with --task or --runs, dataset roots')
    .option('--task <name>', 'evaluate this task of the dataset')
    .option('--tasks <list>', 'with --runs: all, chain (the run’s own), or A,B', parseTasks)
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
    .option('--detach', 'leave them in the queue, where they go on by themselves', false);
}

function parseStages(text: string): EvaluationFlags['stages'] {
  return text === 'all' || text === 'last' ? text : parseWholeList(text);
}

function parseTasks(text: string): 'all' | 'chain' | string[] {
  return text === 'all' || text === 'chain' ? text : parseList(text);
}

function evaluate(
  { terminal, setStatus }: CommandSurroundings,
  flags: EvaluationFlags,
  robustness: RobustnessWish | null,
): Promise<void> {
  const { workspace, detach } = flags;
  return withWorkbench({ workspace, terminal, startsEvaluations: !detach }, async (workbench) => {
    const planned = await evaluationRequests(workbench, terminal, { flags, robustness });
    const { requests, leftOut, isOne } = planned;
    for (const line of leftOut) terminal.say(`Left out: ${line}`);
    const started = await workbench.call('evaluation/start-many', { requests });
    if (detach) {
      keepQueueGoing(workspace, 'evaluations');
      const told = `${formatCount(started.length, 'evaluation')} in the queue; \`cored evaluations\` shows them.`;
      return terminal.result(started, told);
    }
    const ended = await followEvaluations(started, { workbench, terminal, workspace });
    const [only] = ended;
    if (isOne && only !== undefined) {
      refuseUnfinished(only);
      return terminal.result(only, textOf([only]));
    }
    if (ended.some(({ state }) => state !== 'complete')) setStatus(1);
    terminal.result(ended, textOf(ended));
  });
}

function textOf(evaluations: readonly Evaluation[]): string {
  const [only, another] = evaluations;
  const plain = only !== undefined && another === undefined ? evaluationText(only) : evaluationListText(evaluations);
  const failed = evaluations.flatMap(({ id, error }) => (error === null ? [] : [`${id}: ${error.message}`]));
  return [plain, ...failed, ...evaluations.map(robustnessText)].filter((text) => text !== '').join('\n\n');
}
