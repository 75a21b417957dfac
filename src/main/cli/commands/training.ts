/** `demo` and `run`: make an experiment and train it. */
import type { CommandSurroundings } from '../command-surroundings';
import { parseList, parseWhole, parseWholeList } from '../parse-values';
import { prepare } from '../prepare';
import { withWorkbench, type WorkspaceOption } from '../session';
import { trainAndReport } from '../train-and-report';
import { addRunCommand } from './run';

interface DemoFlags extends WorkspaceOption {
  readonly tasks?: number;
  readonly epochs?: number;
  readonly methods?: string[];
  readonly seeds?: number[];
}

export function addTrainingCommands(surroundings: CommandSurroundings): void {
  surroundings
    .add('demo', 'make the demo’s data, train FT and CoReD over it, and compare them')
    .option('--tasks <n>', 'the first n of the four tasks', parseWhole)
    .option('--epochs <n>', 'passes over each task', parseWhole)
    .option('--methods <list>', 'method ids separated by commas', parseList)
    .option('--seeds <list>', 'whole numbers separated by commas', parseWholeList)
    .action((flags: DemoFlags) => demo(flags, surroundings));
  addRunCommand(surroundings);
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
