/** `evaluations`, `inspect`, `convert`: what was evaluated, and what weights are. */
import { Option } from 'commander';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/errors';
import { hasEnded, type Evaluation } from '../../../shared/evaluation';
import { formatCount } from '../../../shared/format';
import { exportFormats, type ExportFormat, type WeightsReading } from '../../../shared/weights';
import { classesOption, partOption } from '../reading-options';
import type { Workbench } from '../../workbench-api';
import type { CommandSurroundings } from '../command-surroundings';
import { evaluationListText, evaluationText } from '../evaluation-text';
import { keepQueueGoing } from '../keep-queue-going';
import { robustnessText } from '../robustness-text';
import { withWorkbench, type WorkspaceOption } from '../session';
import { textTable } from '../text-table';

interface ConvertFlags extends WorkspaceOption, WeightsReading {
  readonly format: ExportFormat;
  readonly to: string;
}

export function addEvaluationCommands({ add, addBelow, terminal, setStatus }: CommandSurroundings): void {
  const evaluations = add('evaluations', 'list all evaluations').action((flags: WorkspaceOption) =>
    withWorkbench({ ...flags, terminal }, async (workbench) => {
      const all = await workbench.call('evaluation/list', {});
      terminal.result(all, evaluationListText(all));
    }),
  );

  addBelow(evaluations, 'show <id>', 'what one evaluation has found').action((id: string, flags: WorkspaceOption) =>
    withWorkbench({ ...flags, terminal }, async (workbench) => {
      const evaluation = await workbench.call('evaluation/get', { evaluationId: await findEvaluation(workbench, id) });
      const text = [evaluationText(evaluation), robustnessText(evaluation)].filter((part) => part !== '');
      terminal.result(evaluation, text.join('\n\n'));
    }),
  );

  addBelow(evaluations, 'stop <ids...>', 'take evaluations out of the queue, or end them').action(
    (given: string[], flags: WorkspaceOption) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const ids = await Promise.all(given.map((one) => findEvaluation(workbench, one)));
        const asked = await workbench.call('evaluation/stop', { evaluationIds: ids });
        const stopped = await Promise.all(asked.map((one) => untilEnded(workbench, one)));
        terminal.result(stopped, evaluationListText(stopped));
      }),
  );

  addBelow(evaluations, 'again <ids...>', 'queue evaluations again that were stopped, interrupted or failed').action(
    (given: string[], flags: WorkspaceOption) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const queued: Evaluation[] = [];
        for (const one of given) {
          const evaluationId = await findEvaluation(workbench, one);
          queued.push(await workbench.call('evaluation/start-again', { evaluationId }));
        }
        keepQueueGoing(flags.workspace, 'evaluations');
        terminal.result(queued, evaluationListText(queued));
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

/** By its id or the beginning of it. Throws AppError 'not-found', or 'bad-input' where several are meant. */
async function findEvaluation(workbench: Workbench, given: string): Promise<string> {
  const ids = (await workbench.call('evaluation/list', {})).map(({ id }) => id);
  const found = ids.includes(given) ? [given] : ids.filter((id) => id.startsWith(given));
  const [only, another] = found;
  if (only === undefined) {
    throw new AppError('not-found', `There is no evaluation "${given}". \`cored evaluations\` lists them.`);
  }
  if (another === undefined) return only;
  throw new AppError('bad-input', `"${given}" fits ${formatCount(found.length, 'evaluation')}. Give more of the id.`);
}

/** A worker hears of it between two images. */
async function untilEnded(workbench: Workbench, asked: Evaluation): Promise<Evaluation> {
  let evaluation = asked;
  while (!hasEnded(evaluation.state)) {
    await sleep(100);
    evaluation = await workbench.call('evaluation/get', { evaluationId: asked.id });
  }
  return evaluation;
}
