/** Where a run's process is started: on this machine, or by a cluster's Slurm; and what is known of a run that is elsewhere. */
import { z } from 'zod';
import { Anything, listOf, mostEntries } from './limits';

/** The executor that every workspace has: this machine, by the workbench's own queue. */
export const localExecutor = 'local';

export const ExecutorId = z
  .string()
  .max(30)
  .regex(/^[a-z0-9][a-z0-9-]{0,29}$/, 'Use up to 30 lower case letters, digits and dashes.');

/** A word of an option: what a shell or a job script would read as more than that is refused. */
const word = z.string().regex(/^[A-Za-z0-9][\w.,:+/@%=-]*$/, 'Use letters, digits and . , : + / @ % = - _');
const count = z.number().int();
const line = z.string().regex(/^[^\n\r\0]*$/, 'Give one line.');

/** Absent fields are left to the cluster's own defaults. */
export const SlurmExecutor = z.strictObject({
  kind: z.literal('slurm'),
  id: ExecutorId.refine((id) => id !== localExecutor, `"${localExecutor}" is this machine.`),
  partition: word.optional(),
  account: word.optional(),
  qos: word.optional(),
  /** As sbatch takes it: minutes, hours:minutes:seconds or days-hours. */
  timeLimit: z
    .string()
    .regex(/^(\d+-)?\d+(:\d{1,2}){0,2}$/, 'Give minutes, hours:minutes:seconds or days-hours: 90, 12:00:00, 2-00.')
    .optional(),
  /** A number, or a kind with a number: 1, a100:2. */
  gpus: z
    .string()
    .regex(/^([A-Za-z][\w.-]*:)?\d+$/, 'Give a number, or a kind with a number: 1, a100:2.')
    .optional(),
  memory: z
    .string()
    .regex(/^\d+[KMGT]?$/, 'Give a number with K, M, G or T: 16G.')
    .optional(),
  cpus: count.min(1).max(1024).optional(),
  /** Features that the node must have. */
  constraint: z
    .string()
    .regex(/^[\w.&|()[\]*!,-]+$/, 'Give features as Slurm writes them: avx512&ib.')
    .optional(),
  /** Of one experiment's runs, at once. */
  atOnce: count.min(1).max(1000).optional(),
  /** So long before the time limit the run writes what it has and its job is queued again; 0: it is not told. */
  secondsBeforeLimit: count.min(0).max(3600).default(120),
  /** Each is loaded by `module load`. */
  modules: z.array(word).default([]),
  /** A line of the job script before the training starts. */
  startUp: line.optional(),
  environment: z.record(z.string().regex(/^[A-Za-z_]\w*$/, 'Use letters, digits and _.'), line).default({}),
  /** Where the workbench lies on the nodes, where that is not where it lies here. */
  programFolder: line.startsWith('/', 'Give an absolute path.').optional(),
  /** The Node that trains on the nodes, where it is not the one that runs the workbench. */
  node: line.startsWith('/', 'Give an absolute path.').optional(),
});
export type SlurmExecutor = z.infer<typeof SlurmExecutor>;

/** executors.json of a workspace. */
export const ExecutorsFile = z.strictObject({
  format: z.literal(1),
  executors: z
    .array(SlurmExecutor)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'Two executors have the same id.'),
});
export type ExecutorsFile = z.infer<typeof ExecutorsFile>;

/** executor.json of a run: who starts it; absent for this machine. */
export const RunExecutorFile = z.object({
  executor: ExecutorId,
  /** Grows whenever the run is to be started anew, so that no job is taken for the one that is to come. */
  attempt: z.number().int().min(1),
});
export type RunExecutorFile = z.infer<typeof RunExecutorFile>;

/** What is known of a run that another machine starts. */
export const RemoteRun = RunExecutorFile.extend({
  /** As the cluster counts it: 4711_3. Null until it is submitted. */
  job: z.string().nullable(),
  node: z.string().nullable(),
  /** Why it waits, or what is the matter, in plain words. */
  note: z.string().nullable(),
  /** When the cluster expects to start it. */
  startsAt: z.string().nullable(),
});
export type RemoteRun = z.infer<typeof RemoteRun>;

export function unsubmitted({ executor, attempt }: RunExecutorFile): RemoteRun {
  return { executor, attempt, job: null, node: null, note: null, startsAt: null };
}

/** What a page says of the workspace's executors. */
export const ExecutorsInfo = z.object({
  executors: z.array(SlurmExecutor),
  /** Of the file that holds them. */
  path: z.string(),
  /** Why the file cannot be used; null where it can. */
  problem: z.string().nullable(),
  /** What Slurm's commands answer on this machine; null where there are none. */
  slurm: z.string().nullable(),
});
export type ExecutorsInfo = z.infer<typeof ExecutorsInfo>;

/** Calls of the contract. */
export const executorCalls = {
  'executor/list': { input: z.object({}), output: ExecutorsInfo },
  /** All of them; the file is replaced. They are looked at one by one, so that the answer names the field that is wrong. */
  'executor/save': {
    input: z.object({ executors: listOf(Anything, mostEntries.few) }),
    output: ExecutorsInfo,
    writes: true,
  },
} as const;
