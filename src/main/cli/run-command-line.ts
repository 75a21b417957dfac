/** Runs one command and resolves to its exit status: 0 done, 1 failed, 2 bad usage. */
import { CommanderError } from 'commander';
import { toAppError } from '../../shared/errors';
import { buildProgram } from './program';
import { Terminal, type TerminalStreams } from './terminal';

export async function runCommandLine(
  args: readonly string[],
  streams: TerminalStreams = processStreams(),
): Promise<number> {
  const terminal = new Terminal(streams);
  // Known before the arguments are parsed, because parsing can fail too.
  terminal.isJson = args.includes('--json');
  let status = 0;
  const program = buildProgram(terminal, (failed) => {
    status = failed;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    // Help and version, which commander has printed.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof CommanderError) {
      // Bare `cored`.
      if (error.code === 'commander.help') terminal.say(program.helpInformation());
      const message = error.code === 'commander.help' ? 'Give a command.' : error.message.replace(/^error: /, '');
      terminal.fail({ code: 'bad-input', message });
      return 2;
    }
    const appError = toAppError(error);
    terminal.fail(appError.toPayload());
    return appError.code === 'bad-input' ? 2 : 1;
  }
}

function processStreams(): TerminalStreams {
  for (const stream of [process.stdout, process.stderr]) {
    // A reader such as `head` that goes away early ends the program quietly.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(process.exitCode ?? 0);
    });
  }
  return {
    output: process.stdout,
    errors: process.stderr,
    isInteractive: process.stderr.isTTY,
    // 0 where a terminal does not know its width.
    columns: () => process.stderr.columns || 80,
  };
}
