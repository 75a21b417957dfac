/** `export-to`, `report`: a run or an experiment for other people's trackers, and for people without the program. */
import { Argument } from 'commander';
import { resolve } from 'node:path';
import { trackerIds, type TrackerId } from '../../../shared/tracker';
import type { CommandSurroundings } from '../command-surroundings';
import { findRunsOf } from '../find-runs-of';
import { withWorkbench, type WorkspaceOption } from '../session';

interface TargetFlags extends WorkspaceOption {
  readonly to: string;
}

const subject = new Argument('<run-or-experiment>', 'an id, or its beginning, or an experiment’s name');

export function addHandingOnCommands({ add, terminal }: CommandSurroundings): void {
  add('export-to', 'write a run, or every run of an experiment, as TensorBoard, MLflow or Weights & Biases keep it')
    .addArgument(new Argument('<tracker>', 'whose files').choices(trackerIds))
    .addArgument(subject)
    .requiredOption('--to <dir>', 'the folder; made when it is missing')
    .action((tracker: TrackerId, given: string, flags: TargetFlags) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const runIds = await findRunsOf(workbench, given);
        const to = resolve(flags.to);
        const written = await workbench.call('tracker/export', { tracker, runIds, to });
        terminal.result(written, written.files.join('\n'));
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
