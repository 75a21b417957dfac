/** The commands of `cored` with their flags. */
import { Command } from 'commander';
import { findProgram } from '../find-program';
import { addBackupCommand } from './commands/backup';
import { addCacheCommand } from './commands/cache';
import { addEvaluateCommands } from './commands/evaluate';
import { addEvaluationCommands } from './commands/evaluation';
import { addExecutorsCommand } from './commands/executors';
import { addHandingOnCommands } from './commands/handing-on';
import { addHostCommands } from './commands/hosts';
import { addMachineCommands } from './commands/machine';
import { addPrepareCommand } from './commands/prepare';
import { addPublishedCommand } from './commands/published';
import { addQueueCommands } from './commands/queue';
import { addRecipeCommands } from './commands/recipes';
import { addBinCommands } from './commands/bin';
import { addRunListCommands } from './commands/run-list';
import { addRunCommands } from './commands/runs';
import { addTokenCommands } from './commands/token';
import { addTrainingCommands } from './commands/training';
import type { CommandSurroundings } from './command-surroundings';
import { defaultWorkspace } from '../default-workspace';
import { refuseRepeatedOptions } from './refuse-repeated-options';
import type { Terminal } from './terminal';

export function buildProgram(terminal: Terminal, setStatus: (status: number) => void): Command {
  const program = new Command('cored')
    .description('CoReD Workbench: continual learning for fake-media detection, from the command line.')
    .version(findProgram().version)
    .exitOverride()
    .configureOutput({
      writeErr: () => undefined, // the caller prints errors, once and in the asked form
      getErrHelpWidth: () => 100,
      getOutHelpWidth: () => 100,
    })
    // So that a command below another one keeps its own options, such as the workspace.
    .enablePositionalOptions()
    .showSuggestionAfterError();
  const configure = (command: Command, description: string) =>
    command
      .description(description)
      .option('--workspace <dir>', 'folder of the registry, the runs and the demo’s data', defaultWorkspace())
      .option('--json', 'print one JSON document on standard output and nothing else', false);
  const registry = program.command('registry').description('look after the workspace’s database');
  const surroundings: CommandSurroundings = {
    terminal,
    setStatus,
    add: (nameAndArguments, description, options = { hidden: false }) =>
      configure(program.command(nameAndArguments, options), description),
    addBelow: (parent, nameAndArguments, description) =>
      configure(parent.enablePositionalOptions().command(nameAndArguments), description),
    addRegistry: (nameAndArguments, description) => configure(registry.command(nameAndArguments), description),
  };
  addTrainingCommands(surroundings);
  addPrepareCommand(surroundings);
  addRecipeCommands(surroundings);
  addPublishedCommand(surroundings);
  addRunListCommands(surroundings);
  addRunCommands(surroundings);
  addBinCommands(surroundings);
  addBackupCommand(surroundings);
  addQueueCommands(surroundings);
  addHandingOnCommands(surroundings);
  addEvaluateCommands(surroundings);
  addEvaluationCommands(surroundings);
  addMachineCommands(surroundings);
  addExecutorsCommand(surroundings);
  addCacheCommand(surroundings);
  addHostCommands(surroundings);
  addTokenCommands(surroundings);
  refuseRepeatedOptions(program);
  return program;
}
