/** When a process was started, by which it is told from a later one that got the same number. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** `start` is null where the system does not tell. */
export type ProcessLook = { readonly isGone: true } | { readonly isGone: false; readonly start: string | null };

/** One that has ended and was not waited for counts as gone. */
export async function lookAtProcess(processId: number): Promise<ProcessLook> {
  if (!isProcessThere(processId)) return { isGone: true };
  try {
    if (process.platform === 'linux') return await lookOnLinux(processId);
    if (process.platform === 'darwin') return await lookOnDarwin(processId);
    return { isGone: false, start: null };
  } catch (error) {
    // It ended between the two looks, or the system shows it to others only.
    if (!isProcessThere(processId)) return { isGone: true };
    if (error instanceof Error) return { isGone: false, start: null };
    throw error;
  }
}

export function isProcessThere(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The start is told in ticks since the machine was started, which clocks that jump do not change. */
async function lookOnLinux(processId: number): Promise<ProcessLook> {
  const text = await readFile(`/proc/${processId}/stat`, 'latin1');
  // The name, in parentheses, may hold anything; what follows it are the fields from the third on.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const ticks = fields[19];
  if (state === 'Z' || state === 'X') return { isGone: true };
  if (ticks === undefined) return { isGone: false, start: null };
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'latin1')).trim();
  return { isGone: false, start: `${boot} ${ticks}` };
}

async function lookOnDarwin(processId: number): Promise<ProcessLook> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'state=,lstart=', '-p', String(processId)], {
    env: { ...process.env, LC_ALL: 'C' },
  });
  const [state = '', ...start] = stdout.trim().split(/\s+/);
  return state.startsWith('Z') ? { isGone: true } : { isGone: false, start: start.join(' ') || null };
}
