/** What a person should know before a training begins: findings of the scan, and what was read of given weights. */
import { noTeacherNote } from '../../shared/first-stage';
import type { Experiment, ExperimentRequest } from '../../shared/run';
import { isAuditFinding } from '../../shared/task';
import type { Workbench } from '../workbench-api';
import type { Terminal } from './terminal';

/** What makes the results look better than they are, as the scan found it. */
export async function sayFindings(
  workbench: Workbench,
  terminal: Terminal,
  { dataset: given, chain }: ExperimentRequest,
): Promise<void> {
  const datasets = await workbench.call('dataset/list', {});
  const dataset = datasets.find(({ id, path }) => id === given || path === given);
  const tasks = dataset?.tasks.filter(({ name }) => chain.includes(name)) ?? [];
  const problems = [...(dataset?.problems ?? []), ...tasks.flatMap((task) => task.problems)];
  for (const { message } of problems.filter(isAuditFinding)) terminal.say(`Warning: ${message}`);
}

/** What was read of the given weights, and that they are no teacher where nobody says so. */
export async function sayStart(
  { workbench, terminal }: { workbench: Workbench; terminal: Terminal },
  { request, experiment }: { request: ExperimentRequest; experiment: Experiment },
): Promise<void> {
  const { initialWeights: path, initialClasses: classes, initialPart: part, startStage = 1 } = request;
  if (path === null) return;
  const { account } = await workbench.call('weights/inspect', { path, classes, part });
  const methods = new Map(experiment.runs.map(({ method }) => [method.label, method]));
  const noTeacher = [...methods.values()].map((method) => noTeacherNote({ method, hasWeights: true, startStage }));
  const said = [...account.notes, ...noTeacher.filter((note) => note !== null)];
  for (const note of said) terminal.say(note);
  if (said.length > account.notes.length) terminal.say('Where they have learnt one, name it: --learnt TASK.');
}
