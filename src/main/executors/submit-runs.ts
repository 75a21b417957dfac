/** Hands runs to Slurm: the intent is on the disk before Slurm is asked, so that a crash in between neither loses nor doubles a run. */
import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { SlurmExecutor } from '../../shared/executor';
import type { RemoteRow } from '../registry/remote-table';
import { workerFlags } from '../runs/start-worker';
import { jobScript } from './job-script';
import type { SlurmCommands } from './slurm-commands';
import { SlurmMissing, SlurmSilent } from './slurm-errors';
import type { SlurmJob } from './slurm-jobs';
import { SubmissionFolder, submissionNames, type Outcome, type Submission } from './submission-folder';

/** Slurm's own default for the largest array, less one for the index that it leaves out. */
const mostRunsOfArray = 1000;

export interface WorkerCommand {
  readonly node: string;
  readonly flags: readonly string[];
  /** Absolute, on this machine. */
  readonly script: string;
}

export interface SubmitSurroundings {
  readonly workspace: string;
  readonly submissionsFolder: string;
  readonly worker: WorkerCommand;
  readonly slurm: Pick<SlurmCommands, 'submit'>;
  /** By which whoever made a submission knows that it is its own. */
  readonly holder: string;
}

/** One array of an experiment's runs, or several where there are too many for one. Resolves to what was made here. */
export async function makeSubmissions(
  runs: readonly RemoteRow[],
  executor: SlurmExecutor,
  surroundings: SubmitSurroundings,
): Promise<SubmissionFolder[]> {
  const { submissionsFolder } = surroundings;
  const made: SubmissionFolder[] = [];
  await mkdir(submissionsFolder, { recursive: true });
  for (const experiment of new Set(runs.map((run) => run.experiment_id))) {
    const own = runs.filter((run) => run.experiment_id === experiment);
    for (let first = 0; first < own.length; first += mostRunsOfArray) {
      const part = own.slice(first, first + mostRunsOfArray);
      const name = await freeName(experiment, surroundings);
      const submission: Submission = {
        format: 1,
        name,
        executor: executor.id,
        createdAt: new Date().toISOString(),
        runs: part.map(({ id, remote }) => ({ id, attempt: remote.attempt })),
      };
      const script = jobScript(executor, {
        name,
        folder: join(submissionsFolder, name),
        runFolders: part.map(({ folder }) => folder),
        worker: commandOf(surroundings.worker, executor),
      });
      const { holder } = surroundings;
      if (await SubmissionFolder.create(submissionsFolder, submission, { script, holder })) {
        made.push(new SubmissionFolder(submissionsFolder, name));
      }
    }
  }
  return made;
}

/**
 * Asks Slurm for the job, unless `known` has one of its name already. Resolves to null where nobody knows yet: the next look
 * tries again.
 */
export async function submit(
  folder: SubmissionFolder,
  known: readonly SlurmJob[],
  { slurm }: Pick<SubmitSurroundings, 'slurm'>,
): Promise<Outcome | null> {
  const found = known.find((job) => job.name === folder.name);
  const outcome = found === undefined ? await ask(folder, slurm) : { jobId: found.jobId };
  if (outcome !== null) await folder.writeOutcome(outcome);
  return outcome;
}

async function ask(folder: SubmissionFolder, slurm: SubmitSurroundings['slurm']): Promise<Outcome | null> {
  try {
    return { jobId: await slurm.submit(folder.scriptPath) };
  } catch (error) {
    if (error instanceof SlurmSilent || error instanceof SlurmMissing) return null;
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

/** The same experiment in a copy of the workspace has another name: each finds its own jobs. */
async function freeName(experiment: string, { workspace, submissionsFolder }: SubmitSurroundings): Promise<string> {
  const place = createHash('sha256')
    .update(await realpath(workspace))
    .digest('hex')
    .slice(0, 6);
  const taken = new Set(await submissionNames(submissionsFolder));
  for (let number = 1; ; number += 1) {
    const name = `cored-${experiment}-${place}-${number}`;
    if (!taken.has(name)) return name;
  }
}

function commandOf({ node, flags, script }: WorkerCommand, { node: ownNode, programFolder }: SlurmExecutor): string[] {
  const ownScript = programFolder === undefined ? script : join(programFolder, 'out', 'main', 'worker.js');
  return [ownNode ?? node, ...flags, ...workerFlags, ownScript];
}
