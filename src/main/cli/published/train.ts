/** Training from a published command line: makes the run, follows it, and leaves log and weights where they are expected. */
import { prepare } from '../prepare';
import { matrixText, runReport } from '../run-report';
import { trainUntilEnded } from '../train-until-ended';
import type { Workbench } from '../../workbench-api';
import type { CommandSurroundings } from '../command-surroundings';
import { createRun } from './create-run';
import { writeLog } from './log-folder';
import { publishWeights } from './publish-weights';
import type { PublishedArguments } from './read-arguments';
import type { ChooseReading } from './read-task-names';
import { trainingLog } from './training-log';

export interface PublishedWork {
  readonly workbench: Workbench;
  readonly surroundings: CommandSurroundings;
  readonly choose: ChooseReading;
  readonly commandLine: string;
}

export async function trainPublished(args: PublishedArguments, work: PublishedWork): Promise<void> {
  const { workbench, surroundings, choose, commandLine } = work;
  const { terminal, setStatus } = surroundings;
  terminal.say(presetText(args));
  const { experiment, plan, folder } = await prepare({ workbench, terminal }, () =>
    createRun(args, { workbench, choose, base: process.cwd() }),
  );
  for (const notice of plan.notices) terminal.say(notice);
  const runIds = experiment.runs.map(({ id }) => id);
  const [run] = await trainUntilEnded({ workbench, terminal }, runIds);
  if (run === undefined) throw new Error(`Experiment ${experiment.id} has no run.`);
  const detail = await workbench.call('run/get', { runId: run.id });
  const lines = await workbench.call('run/log', { runId: run.id, after: 0 });
  const log = await writeLog(folder, 'train', trainingLog({ commandLine, args, plan, detail, lines }));
  const isComplete = run.state === 'complete';
  const weights = isComplete
    ? await publishWeights(workbench, { runId: run.id, stage: run.chain.length, folder })
    : null;
  const { sources, target, notices } = plan;
  const report = {
    preset: args.preset,
    sources,
    target,
    replicas: plan.parameters['replicas'] ?? 'auto',
    notices,
    log,
    weights,
  };
  const text = [matrixText(run), `log ${log}`, ...(weights === null ? [] : [`weights ${weights}`])].join('\n');
  terminal.result({ ...report, experiment: { id: experiment.id }, runs: [runReport(run)] }, text);
  if (!isComplete) setStatus(1);
}

export function presetText({ preset }: PublishedArguments): string {
  return preset === 'corrected'
    ? 'Preset corrected: every switch as the paper means it. Give --preset published for what the published code does.'
    : 'Preset published: every switch as the published code behaves.';
}
