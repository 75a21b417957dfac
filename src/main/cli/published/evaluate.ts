/** `--test`: scores weights on the folder -d, or on the tasks that -s names in it, as an evaluation of the workspace. */
import { setTimeout as sleep } from 'node:timers/promises';
import { resolve } from 'node:path';
import { AppError } from '../../../shared/errors';
import { hasEnded, type Evaluation, type EvaluationTarget } from '../../../shared/evaluation';
import { formatCount } from '../../../shared/format';
import type { Workbench } from '../../workbench-api';
import type { Terminal } from '../terminal';
import { refuseUnfinished } from '../follow-evaluations';
import { evaluationLog, evaluationSummary } from './evaluation-log';
import { findWeights } from './find-weights';
import { openProductsFolder, productsFolder, writeLog } from './log-folder';
import { publishedNetworks, type PublishedArguments } from './read-arguments';
import { readTaskNames, type ChooseReading } from './read-task-names';
import { readyDataset } from './ready-dataset';

export interface EvaluationWork {
  readonly workbench: Workbench;
  readonly terminal: Terminal;
  readonly choose: ChooseReading;
  readonly commandLine: string;
  /** The folder that the command was started in. */
  readonly base: string;
}

export async function evaluatePublished(args: PublishedArguments, work: EvaluationWork): Promise<void> {
  const { workbench, terminal, choose, commandLine, base } = work;
  const imageSize = imageSizeOf(args);
  const weights = await weightsOf(args, workbench);
  const { targets, names } = await targetsOf(args, { workbench, choose });
  const folder = productsFolder(base, args, names);
  await openProductsFolder(folder);
  const evaluations: Evaluation[] = [];
  for (const target of targets) {
    const started = await workbench.call('evaluation/start', {
      name: '',
      weights: { kind: 'file', path: weights },
      target,
      engine: args.engine,
      skipsUnreadable: args.skipsUnreadable,
      ...imageSize,
    });
    evaluations.push(await follow(started, { workbench, terminal }));
  }
  const log = await writeLog(folder, 'evaluation', evaluationLog({ commandLine, weights, evaluations }));
  terminal.result({ weights, log, evaluations }, [evaluationSummary(evaluations), `log ${log}`].join('\n'));
}

/** Throws AppError where the file is not of the network that -n names, if it names one. */
async function weightsOf(args: PublishedArguments, workbench: Workbench): Promise<string> {
  if (args.weights === '') throw new AppError('bad-input', 'Name the weights to evaluate: -w=PATH.');
  const path = await findWeights(args.weights);
  const { network } = await workbench.call('weights/inspect', { path });
  if (args.isNetworkGiven && network !== args.network) {
    const called = Object.entries(publishedNetworks).find(([, id]) => id === network)?.[0] ?? network;
    throw new AppError(
      'bad-input',
      `The weights "${path}" are of network ${called} ("${network}"), not of what -n names.`,
    );
  }
  return path;
}

/** With -s the named tasks below -d, on test where they have it; else the folder -d itself. */
async function targetsOf(
  args: PublishedArguments,
  { workbench, choose }: { workbench: Workbench; choose: ChooseReading },
): Promise<{ targets: EvaluationTarget[]; names: string[] }> {
  if (args.sources === '') {
    if (args.data === '') throw new AppError('bad-input', 'Name the folder to evaluate, with real/ and fake/: -d=DIR.');
    const path = resolve(args.data);
    return {
      targets: [{ kind: 'folder', path }],
      names: path
        .split(/[\\/]/)
        .filter((part) => part !== '')
        .slice(-2),
    };
  }
  const dataset = await readyDataset(workbench, args.data);
  const known = dataset.tasks.map(({ name }) => name);
  const names = await readTaskNames({ flag: '-s', joined: args.sources, known, target: '' }, choose);
  const targets = names.map((task): EvaluationTarget => {
    const scan = dataset.tasks.find(({ name }) => name === task);
    const split = scan?.counts.test === null ? 'val' : 'test';
    return { kind: 'task', datasetId: dataset.id, task, split };
  });
  return { targets, names };
}

function imageSizeOf({ parameters }: PublishedArguments): { imageSize?: number } {
  const others = Object.keys(parameters).filter((key) => key !== 'imageSize');
  if (others.length > 0) {
    throw new AppError(
      'bad-input',
      `With --test nothing is trained: --set takes imageSize alone, not ${others.join(', ')}.`,
    );
  }
  const { imageSize } = parameters;
  if (imageSize === undefined) return {};
  if (typeof imageSize === 'number') return { imageSize };
  throw new AppError('bad-input', `The parameter imageSize cannot be "${imageSize}": give a whole number.`);
}

/** Throws the evaluation's own error when it failed. */
async function follow(
  started: Evaluation,
  { workbench, terminal }: { workbench: Workbench; terminal: Terminal },
): Promise<Evaluation> {
  let evaluation = started;
  while (!hasEnded(evaluation.state)) {
    await sleep(100);
    evaluation = await workbench.call('evaluation/get', { evaluationId: started.id });
    const { progress } = evaluation;
    if (progress !== null)
      terminal.live([`${evaluation.name}: ${progress.done} of ${formatCount(progress.total, 'image')}`]);
  }
  terminal.live([]);
  refuseUnfinished(evaluation);
  return evaluation;
}
