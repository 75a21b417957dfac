/** Runs one part of the measurement in a process of its own, with a limit, and keeps what it prints. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

export interface PartCommand {
  readonly script: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The file that stdout and stderr go to. */
  readonly log: string;
  readonly limitMs: number;
}

export interface PartEnd {
  readonly seconds: number;
  /** Null when it ended with 0. */
  readonly failure: string | null;
}

export async function runPart({ script, args, env, log, limitMs }: PartCommand): Promise<PartEnd> {
  const began = performance.now();
  const output = createWriteStream(log);
  // A group of its own: what it started ends with it.
  const child = spawn(process.execPath, [script, ...args], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    endGroup(child.pid);
  }, limitMs);
  const [code, signal] = await once(child, 'close');
  clearTimeout(timer);
  output.end();
  await finished(output);
  const seconds = (performance.now() - began) / 1000;
  if (isLate) return { seconds, failure: `it had not ended after ${(limitMs / 1000).toFixed(0)} s` };
  return { seconds, failure: code === 0 ? null : `it ended with ${signal ?? `status ${code}`}` };
}

function endGroup(processId: number | undefined): void {
  if (processId === undefined) return;
  try {
    process.kill(-processId, 'SIGKILL');
  } catch (error) {
    // It ended in this moment.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
