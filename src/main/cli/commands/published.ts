/** `main`: the published code's command line, flag by flag. */
import type { CommandSurroundings } from '../command-surroundings';
import { chooseReading } from '../published/choose-reading';
import { evaluatePublished } from '../published/evaluate';
import { publishedHelp } from '../published/flags';
import { readArguments } from '../published/read-arguments';
import { trainPublished } from '../published/train';
import { withWorkbench, type WorkspaceOption } from '../session';

export function addPublishedCommand(surroundings: CommandSurroundings): void {
  const { add, terminal } = surroundings;
  add('main [flags...]', 'train or evaluate with the flags of the published CoReD code (`main --help`)')
    // Its short names of several letters are not what commander takes for flags: all but ours go to our own parser.
    .helpOption(false)
    .allowUnknownOption()
    .action(async (given: string[], { workspace }: WorkspaceOption) => {
      const args = readArguments(given);
      if (args.isHelp || given.length === 0) {
        terminal.result({ help: publishedHelp() }, publishedHelp());
        return;
      }
      const canAsk = terminal.isInteractive && !terminal.isJson && process.stdin.isTTY;
      const choose = canAsk ? chooseReading({ input: process.stdin, output: process.stderr }) : null;
      const commandLine = `main ${given.join(' ')}`;
      await withWorkbench(
        { workspace, terminal, startsRuns: !args.isTest, startsEvaluations: args.isTest },
        (workbench) =>
          args.isTest
            ? evaluatePublished(args, { workbench, terminal, choose, commandLine, base: process.cwd() })
            : trainPublished(args, { workbench, surroundings, choose, commandLine }),
      );
    });
}
