/** Opens the workbench for one command and closes it afterwards. */
import pino, { type Logger } from 'pino';
import { z } from 'zod';
import { findEntry } from '../find-program';
import { openWorkbench } from '../workbench';
import { noDialogs, type HostServices, type Workbench } from '../workbench-api';
import type { Terminal } from './terminal';

export interface WorkspaceOption {
  readonly workspace: string;
}

export interface SessionOptions extends WorkspaceOption {
  readonly terminal: Terminal;
  /** True for commands that train, false for those that only look. */
  readonly startsRuns?: boolean;
  /** False where the command reads the run folders itself. */
  readonly importsRuns?: boolean;
  readonly host?: HostServices;
}

export async function withWorkbench<Result>(
  { workspace, terminal, startsRuns = false, importsRuns = true, host = commandLineHost }: SessionOptions,
  work: (workbench: Workbench) => Promise<Result>,
): Promise<Result> {
  const workbench = await openWorkbench({
    ...{ workspace, host, startsRuns, importsRuns, log: terminalLog(terminal) },
    // A command waits for its one answer anyway; pages are not to wait for each other's.
    ...(host.kind === 'browser' && { readingScript: findEntry('reading-thread.js') }),
  });
  try {
    return await work(workbench);
  } finally {
    await workbench.close();
  }
}

const commandLineHost: HostServices = {
  kind: 'command-line',
  roots: null,
  ...noDialogs,
};

const LogEntry = z.object({ level: z.number(), msg: z.string() });

/** Warnings and errors as plain lines on standard error. */
export function terminalLog(terminal: Terminal): Logger {
  return pino(
    { level: 'warn' },
    {
      write(line: string) {
        const entry = LogEntry.safeParse(JSON.parse(line));
        terminal.say(
          entry.success ? `${entry.data.level >= 50 ? 'Error' : 'Warning'}: ${entry.data.msg}` : line.trim(),
        );
      },
    },
  );
}
