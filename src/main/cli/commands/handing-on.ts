/** `export-to`, `report`: a run or an experiment for other people's trackers, and for people without the program. */
import { Argument } from 'commander';
import { resolve } from 'node:path';
import { AppError } from '../../../shared/errors';
import { trackerIds, type TrackerId } from '../../../shared/tracker';
import type { CommandSurroundings } from '../command-surroundings';
import { findRunsOf } from '../find-runs-of';
import { withWorkbench, type WorkspaceOption } from '../session';

interface TargetFlags extends WorkspaceOption {
  readonly to: string;
}

interface TrackerFlags extends WorkspaceOption {
  readonly to?: string;
  readonly uri?: string;
}

const subject = new Argument('<run-or-experiment>', 'an id, or its beginning, or an experiment’s name');

export function addHandingOnCommands({ add, terminal }: CommandSurroundings): void {
  add('export-to', 'write a run, or every run of an experiment, as TensorBoard, MLflow or Weights & Biases keep it')
    .addArgument(new Argument('<tracker>', 'whose files').choices(trackerIds))
    .addArgument(subject)
    .option('--to <dir>', 'the folder; made when it is missing')
    .option('--uri <address>', 'of MLflow: send them to this server, http://localhost:5000, and write no files')
    .action((tracker: TrackerId, given: string, flags: TrackerFlags) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const runIds = await findRunsOf(workbench, given);
        const target = targetOf(tracker, flags);
        if ('uri' in target) {
          const sent = await workbench.call('mlflow/send', { runIds, ...target });
          terminal.result(sent, sent.runs.map(({ url }) => url).join('\n'));
        } else {
          const written = await workbench.call('tracker/export', { tracker, runIds, ...target });
          terminal.result(written, written.files.join('\n'));
        }
      }),
    );

  add('report', 'write a run or an experiment as one HTML file, which opens without this program and without network')
    .addArgument(subject)
    .requiredOption('--to <file>', 'the file (DIR/report.html), or a folder; made when it is missing')
    .action((given: string, flags: TargetFlags) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const runIds = await findRunsOf(workbench, given);
        const written = await workbench.call('report/write', { runIds, to: resolve(flags.to) });
        terminal.result(written, written.files.join('\n'));
      }),
    );
}

/** A folder or a server: one of them. */
function targetOf(tracker: TrackerId, { to, uri }: TrackerFlags): { to: string } | { uri: string } {
  if (uri !== undefined && tracker !== 'mlflow') {
    throw new AppError('bad-input', `--uri is for mlflow; ${tracker} takes --to DIR.`);
  }
  if (to !== undefined && uri === undefined) return { to: resolve(to) };
  if (uri !== undefined && to === undefined) return { uri };
  throw new AppError(
    'bad-input',
    tracker === 'mlflow' ? 'Give --to DIR or --uri ADDRESS, one of them.' : 'Give --to DIR.',
  );
}
