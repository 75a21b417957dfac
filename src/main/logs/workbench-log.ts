/** logs/workbench.log of a workspace: warnings and errors of whatever process worked on it, kept for a report. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DestinationStream } from 'pino';
import { LogFile } from './log-file';

export function workbenchLogPath(workspace: string): string {
  return join(workspace, 'logs', 'workbench.log');
}

/** Nothing is made before the first line. Where nothing can be written no log is kept: whoever writes here shows the lines too. */
export function workbenchLog(workspace: string): DestinationStream {
  const path = workbenchLogPath(workspace);
  let file: LogFile | 'none' | null = null;
  return {
    write(line) {
      file ??= canKeep(path) ? new LogFile(path) : 'none';
      if (file !== 'none') file.write(line);
    },
  };
}

function canKeep(path: string): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
