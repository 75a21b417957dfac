/** The script of a job array: what the cluster is asked for, and the training worker on the folder of one run. */
import { join } from 'node:path';
import type { SlurmExecutor } from '../../shared/executor';

export interface JobOfScript {
  readonly name: string;
  /** Of the submission, where the logs go. */
  readonly folder: string;
  /** Absolute paths, in the order of the array. */
  readonly runFolders: readonly string[];
  /** Command line of a worker, without the folder. */
  readonly worker: readonly string[];
}

/** The exit status of a worker that has made room and goes on in a job to come; sysexits.h calls it EX_TEMPFAIL. */
export const yieldedStatus = 75;
/** What tells a worker that it is in a job, and in which. */
export const jobVariable = 'CORED_JOB';
/** How the script tells the worker that the time limit is near; SIGUSR1 is taken by Node itself. */
export const limitSignal = 'SIGUSR2';
/** Between those that can be had without being an administrator: room above for a high priority. */
export const usualNice = 100;

export function jobScript(executor: SlurmExecutor, job: JobOfScript): string {
  return [
    '#!/bin/bash',
    ...askedFor(executor, job).map((option) => `#SBATCH ${option}`),
    '',
    '# Made by CoReD Workbench.',
    'queue_again=no; worker=',
    '# The time limit is near: the worker writes what it has, and the job is queued again.',
    `trap 'queue_again=yes; [ -z "$worker" ] || kill -${limitSignal.slice(3)} "$worker" 2>/dev/null' USR1`,
    '# Cancelled, or making room for another job: Slurm decides what becomes of it.',
    `trap '[ -z "$worker" ] || kill -TERM "$worker" 2>/dev/null' TERM`,
    '',
    '# The runs of this array, by index:',
    `folders=(${job.runFolders.map((folder) => `\n  ${quoted(folder)}`).join('')}\n)`,
    'folder=${folders[$SLURM_ARRAY_TASK_ID]}',
    `export ${jobVariable}="$SLURM_JOB_ID"`,
    '# Images are decoded on these threads.',
    'cpus=${SLURM_CPUS_ON_NODE:-4}',
    'export UV_THREADPOOL_SIZE=$((cpus > 4 ? cpus : 4))',
    ...executor.modules.map((name) => `module load ${name} || exit 1`),
    ...Object.entries(executor.environment).map(([name, value]) => `export ${name}=${quoted(value)}`),
    ...(executor.startUp === undefined ? [] : [executor.startUp]),
    '',
    `${job.worker.map(quoted).join(' ')} "$folder" &`,
    'worker=$!',
    `[ "$queue_again" = no ] || kill -${limitSignal.slice(3)} "$worker"`,
    'while true; do',
    '  wait "$worker"; status=$?',
    '  kill -0 "$worker" 2>/dev/null || break',
    'done',
    `if [ "$queue_again" = yes ] && { [ "$status" -eq ${yieldedStatus} ] || [ "$status" -gt 128 ]; }; then`,
    '  scontrol requeue "$SLURM_JOB_ID" && sleep 60',
    'fi',
    'exit "$status"',
    '',
  ].join('\n');
}

function askedFor(executor: SlurmExecutor, { name, folder, runFolders }: JobOfScript): string[] {
  const { partition, account, qos, timeLimit, gpus, memory, cpus, constraint, atOnce, secondsBeforeLimit } = executor;
  const throttle = atOnce === undefined ? '' : `%${atOnce}`;
  const options: (string | false)[] = [
    `--job-name=${name}`,
    `--array=0-${runFolders.length - 1}${throttle}`,
    partition !== undefined && `--partition=${partition}`,
    account !== undefined && `--account=${account}`,
    qos !== undefined && `--qos=${qos}`,
    timeLimit !== undefined && `--time=${timeLimit}`,
    gpus !== undefined && `--gres=gpu:${gpus}`,
    memory !== undefined && `--mem=${memory}`,
    '--nodes=1',
    '--ntasks=1',
    cpus !== undefined && `--cpus-per-task=${cpus}`,
    constraint !== undefined && `--constraint=${constraint}`,
    `--nice=${usualNice}`,
    '--requeue',
    secondsBeforeLimit > 0 && `--signal=B:USR1@${secondsBeforeLimit}`,
    '--open-mode=append',
    `--chdir=${optionValue(folder)}`,
    `--output=${optionValue(join(folder, '%a.log').replace(/%(?!a\.log$)/g, '%%'))}`,
  ];
  return options.filter((option) => option !== false);
}

/** For bash. */
function quoted(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** For an #SBATCH line, which knows quotes. */
function optionValue(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
