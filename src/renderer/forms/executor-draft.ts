/** A Slurm executor as its form holds it: all as text. */
import { SlurmExecutor } from '../../shared/executor';

const words = ['id', 'partition', 'account', 'qos', 'timeLimit', 'gpus', 'memory', 'constraint'] as const;
const numbers = ['cpus', 'atOnce', 'secondsBeforeLimit'] as const;
const commands = ['startUp', 'node', 'programFolder'] as const;

type TextKey = (typeof words)[number] | (typeof numbers)[number] | (typeof commands)[number];
export interface ExecutorDraft extends Record<TextKey, string> {
  /** Separated by spaces. */
  modules: string;
  /** NAME=value, separated by spaces. */
  environment: string;
}

export interface ExecutorField {
  readonly key: keyof ExecutorDraft;
  readonly label: string;
  readonly hint: string;
  readonly placeholder?: string;
  readonly isLong?: boolean;
}

/** In the order in which the form shows them. */
export const executorFields: readonly ExecutorField[] = [
  { key: 'id', label: 'Name', hint: 'as --executor takes it', placeholder: 'gpu' },
  { key: 'partition', label: 'Partition', hint: 'empty: the cluster’s usual one' },
  { key: 'account', label: 'Account', hint: 'that the time is counted on' },
  { key: 'qos', label: 'Quality of service', hint: 'empty: the usual one' },
  { key: 'timeLimit', label: 'Time limit', hint: 'minutes, h:m:s or days-hours', placeholder: '12:00:00' },
  { key: 'gpus', label: 'GPUs', hint: 'number, or kind:number', placeholder: 'a100:1' },
  { key: 'cpus', label: 'Cores', hint: 'of each run', placeholder: '4' },
  { key: 'memory', label: 'Memory', hint: 'of each run', placeholder: '16G' },
  { key: 'constraint', label: 'Node features', hint: 'that the node must have', placeholder: 'avx512' },
  { key: 'atOnce', label: 'Runs at once', hint: 'of one experiment; empty: all' },
  { key: 'secondsBeforeLimit', label: 'Warning', hint: 'seconds before; 0: none', placeholder: '120' },
  { key: 'modules', label: 'Modules', hint: 'each is loaded, separated by spaces', isLong: true },
  { key: 'startUp', label: 'Start-up line', hint: 'of the job script, before the training', isLong: true },
  { key: 'environment', label: 'Environment', hint: 'NAME=value, separated by spaces', isLong: true },
  { key: 'programFolder', label: 'Workbench on the nodes', hint: 'empty: the same path as here', isLong: true },
  { key: 'node', label: 'Node.js on the nodes', hint: 'empty: the same path as here', isLong: true },
];

const empty: ExecutorDraft = {
  ...{ id: '', partition: '', account: '', qos: '', timeLimit: '', gpus: '', memory: '', constraint: '' },
  ...{ cpus: '', atOnce: '', secondsBeforeLimit: '', startUp: '', node: '', programFolder: '' },
  ...{ modules: '', environment: '' },
};

export function executorDraft(executor: SlurmExecutor | null): ExecutorDraft {
  if (executor === null) return { ...empty };
  const text = Object.fromEntries(Object.keys(empty).map((key) => [key, textOf(executor, key)]));
  return {
    ...empty,
    ...text,
    modules: executor.modules.join(' '),
    environment: environmentText(executor),
  };
}

/**
 * What the draft stands for, or what is wrong by the first field of which that can be said. `before`: what it was filled with,
 * whose environment stays as it is unless it is changed here, where no value can have a space.
 */
export function readExecutorDraft(
  draft: ExecutorDraft,
  before: SlurmExecutor | null,
): { executor: SlurmExecutor } | { problem: string } {
  const value: Record<string, unknown> = { kind: 'slurm', modules: partsOf(draft.modules) };
  for (const key of [...words, ...commands]) if (draft[key].trim() !== '') value[key] = draft[key].trim();
  for (const key of numbers) if (draft[key].trim() !== '') value[key] = Number(draft[key]);
  const isAsBefore = before !== null && draft.environment === environmentText(before);
  value['environment'] = isAsBefore ? before.environment : environmentOf(draft.environment);
  const parsed = SlurmExecutor.safeParse(value);
  if (parsed.success) return { executor: parsed.data };
  const [issue] = parsed.error.issues;
  const field = executorFields.find(({ key }) => key === issue?.path[0]);
  return { problem: `${field?.label ?? 'Executor'}: ${issue?.message ?? 'it cannot be read.'}` };
}

function environmentText({ environment }: SlurmExecutor): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function environmentOf(text: string): Record<string, string> {
  const pairs = partsOf(text).map((pair) => pair.split(/=(.*)/s, 2));
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]));
}

function partsOf(text: string): string[] {
  return text.split(/\s+/).filter((part) => part !== '');
}

function textOf(executor: SlurmExecutor, key: string): string {
  const value: unknown = Object.entries(executor).find(([name]) => name === key)?.[1];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** "partition gpu, 12:00:00, 1 GPU, 16G" */
export function askedText(executor: SlurmExecutor): string {
  const { partition, timeLimit, gpus, cpus, memory, constraint, account, atOnce } = executor;
  const parts = [
    partition === undefined ? 'usual partition' : `partition ${partition}`,
    account !== undefined && `account ${account}`,
    timeLimit !== undefined && `at most ${timeLimit}`,
    gpus !== undefined && `GPUs ${gpus}`,
    cpus !== undefined && `cores ${cpus}`,
    memory,
    constraint,
    atOnce !== undefined && `${atOnce} at once`,
  ];
  return parts.filter((part) => typeof part === 'string').join(', ');
}
