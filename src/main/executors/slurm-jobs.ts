/** What squeue and sacct say of jobs, read from their text: the fields that are asked for are the same in every release. */
import { z } from 'zod';

export interface SlurmJob {
  readonly name: string;
  /** Of the whole array. */
  readonly jobId: number;
  readonly index: number;
  /** PENDING, RUNNING, TIMEOUT and so on. */
  readonly state: string;
  readonly reason: string;
  readonly node: string | null;
  /** While it waits: when it is expected to start. */
  readonly startsAt: string | null;
}

/**
 * Not `--json`: that of 22.05 passes over every filter and prints all jobs of all users with all their fields, and its form
 * changes from release to release.
 */
export const squeueFormat = ['JobArrayID', 'State', 'Reason', 'NodeList', 'StartTime', 'Name']
  .map((field) => `${field}:|`)
  .join(',');

/** `--states=all` shows those too that have ended a little while ago. */
export function squeueArguments(names: readonly string[]): string[] {
  return ['--noheader', '--array', '--states=all', `--name=${names.join(',')}`, `--Format=${squeueFormat}`];
}

export const sacctFields = ['JobID', 'State', 'NodeList', 'JobName'] as const;

/** `since`: jobs that ended before it are left out; a time as Slurm reads it. */
export function sacctArguments(names: readonly string[], since: string): string[] {
  const fields = `--format=${sacctFields.join(',')}`;
  return ['--allocations', '--noheader', '--parsable2', `--name=${names.join(',')}`, `--starttime=${since}`, fields];
}

export function readSqueue(text: string): SlurmJob[] {
  return linesOf(text).flatMap((line) => {
    const [id, state, reason, node, start, name] = line.split('|');
    return jobOf({ id, state, reason, node, name, start });
  });
}

export function readSacct(text: string): SlurmJob[] {
  return linesOf(text).flatMap((line) => {
    const [id, state, node, name] = line.split('|');
    // "CANCELLED by 1000"
    return jobOf({ id, state: state?.split(' ')[0], reason: '', node, name, start: undefined });
  });
}

const Columns = z.object({
  id: z.string().regex(/^\d+_\d+$/),
  state: z.string().min(1),
  reason: z.string(),
  node: z.string(),
  name: z.string(),
  start: z.string().optional(),
});

/** None for a line that is no element of an array, such as `17_[4-9]`, which stands for several that wait. */
function jobOf(columns: Record<keyof z.infer<typeof Columns>, string | undefined>): SlurmJob[] {
  const parsed = Columns.safeParse(columns);
  if (!parsed.success) return [];
  const { id, state, reason, node, name, start } = parsed.data;
  const [jobId = 0, index = 0] = id.split('_').map(Number);
  const isPlace = node !== '' && node !== 'None assigned' && node !== '(null)';
  return [{ name, jobId, index, state, reason, node: isPlace ? node : null, startsAt: timeOf(start) }];
}

/** Slurm writes times without a zone, in that of this machine. */
function timeOf(text: string | undefined): string | null {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
