/** `executors`: where the workspace's runs can be started beside this machine. */
import type { ExecutorsInfo, SlurmExecutor } from '../../../shared/executor';
import type { CommandSurroundings } from '../command-surroundings';
import { withWorkbench, type WorkspaceOption } from '../session';
import { textTable } from '../text-table';

export function addExecutorsCommand({ add, terminal }: CommandSurroundings): void {
  add('executors', 'list where runs can be started: what `run --executor` takes').action((flags: WorkspaceOption) =>
    withWorkbench({ ...flags, terminal }, async (workbench) => {
      const info = await workbench.call('executor/list', {});
      terminal.result(info, executorsText(info));
    }),
  );
}

function executorsText({ executors, path, problem, slurm }: ExecutorsInfo): string {
  const rows = [['local', 'this machine'], ...executors.map((executor) => [executor.id, asked(executor)])];
  const here = slurm ?? 'This machine has no sbatch: runs are handed to Slurm from a login node of the cluster.';
  return [textTable(rows, 2), here, problem ?? `Set up in ${path}, or under Engine.`].join('\n');
}

function asked({ partition, timeLimit, gpus, cpus, memory }: SlurmExecutor): string {
  const parts = { partition, time: timeLimit, gpus, cpus, memory };
  const given = Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
  return ['Slurm', ...given].join(', ');
}
