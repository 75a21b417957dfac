/** Opens the workbench for one command and closes it afterwards. */
import pino, { type Logger } from 'pino';
import { z } from 'zod';
import { findEntry } from '../find-program';
import { workbenchLog } from '../logs/workbench-log';
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
  /** True for commands that evaluate; as `startsRuns` unless given. */
  readonly startsEvaluations?: boolean;
  /** False where the command reads the run folders itself. */
  readonly importsRuns?: boolean;
  readonly host?: HostServices;
}

export async function withWorkbench<Result>(
  {
    workspace,
    terminal,
    startsRuns = false,
    startsEvaluations = startsRuns,
    importsRuns = true,
    host = commandLineHost,
  }: SessionOptions,
  work: (workbench: Workbench) => Promise<Result>,
): Promise<Result> {
  const workbench = await openWorkbench({
    ...{ workspace, host, startsRuns, startsEvaluations, importsRuns, log: terminalLog(terminal, workspace) },
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

/** Warnings and errors as plain lines on standard error, and with all they say in the workspace's log. */
export function terminalLog(terminal: Terminal, workspace: string): Logger {
  const kept = workbenchLog(workspace);
  return pino(
    { level: 'warn', serializers: { error: pino.stdSerializers.err } },
    {
      write(line: string) {
        kept.write(line);
        const entry = LogEntry.safeParse(JSON.parse(line));
        terminal.say(
          entry.success ? `${entry.data.level >= 50 ? 'Error' : 'Warning'}: ${entry.data.msg}` : line.trim(),
        );
      },
    },
  );
}
