/** Slurm's own commands, each run to its end; what goes wrong says which one it was and what it said. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AppError } from '../../shared/errors';
import { isSilence, SlurmMissing, SlurmSilent } from './slurm-errors';
import { readSacct, readSqueue, sacctArguments, squeueArguments, type SlurmJob } from './slurm-jobs';

/** Slurm itself gives up on a controller that does not answer after some ten seconds. */
const longestMs = 60_000;
const largestOutputBytes = 64 << 20;

export type RunCommand = (program: string, args: readonly string[]) => Promise<string>;

export class SlurmCommands {
  private hasAccounting = true;

  constructor(private readonly run: RunCommand = runCommand) {}

  version(): Promise<string> {
    return this.run('sbatch', ['--version']);
  }

  /** Resolves to the job's id. Throws SlurmSilent, or AppError 'unavailable' with what sbatch said when it refused. */
  async submit(scriptPath: string): Promise<number> {
    const answer = await this.run('sbatch', ['--parsable', scriptPath]);
    // "4711" or "4711;cluster"
    const id = Number.parseInt(answer, 10);
    if (Number.isInteger(id)) return id;
    throw new SlurmSilent(`sbatch answered "${answer}" instead of a job's number.`);
  }

  /** All jobs of these names that the controller remembers, in one call. Throws SlurmSilent. */
  async jobs(names: readonly string[]): Promise<SlurmJob[]> {
    return names.length === 0 ? [] : readSqueue(await this.run('squeue', squeueArguments(names)));
  }

  /** Those that the accounting remembers; none where the cluster has none. */
  async pastJobs(names: readonly string[], since: Date): Promise<SlurmJob[]> {
    if (names.length === 0 || !this.hasAccounting) return [];
    try {
      return readSacct(await this.run('sacct', sacctArguments(names, slurmTime(since))));
    } catch (error) {
      if (!isWithoutAccounting(error)) throw error;
      this.hasAccounting = false;
      return [];
    }
  }

  async cancel(job: string): Promise<void> {
    await this.run('scancel', [job]);
  }

  async hold(job: string): Promise<void> {
    await this.run('scontrol', ['hold', job]);
  }

  async release(job: string): Promise<void> {
    await this.run('scontrol', ['release', job]);
  }

  /** The higher, the later it starts; whoever is no administrator may not go below 0. */
  async setNice(job: string, nice: number): Promise<void> {
    await this.run('scontrol', ['update', `JobId=${job}`, `Nice=${nice}`]);
  }
}

async function runCommand(program: string, args: readonly string[]): Promise<string> {
  try {
    const options = { timeout: longestMs, maxBuffer: largestOutputBytes, env: plainEnvironment() };
    return (await promisify(execFile)(program, args, options)).stdout.trim();
  } catch (error) {
    throw commandError(program, error);
  }
}

/** Without what a person has set for commands of their own, which would change what is asked and how it is answered. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const own =
    /^(SBATCH|SQUEUE|SACCT|SCONTROL)_|^SLURM_(TIME_FORMAT|JOB|ARRAY|STEP|TASK|PROC|NODEID|LOCALID|CPUS_|MEM_|TRES_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

function commandError(program: string, error: unknown): AppError {
  if (!(error instanceof Error)) return new AppError('internal', `${program}: ${String(error)}`);
  if ('code' in error && error.code === 'ENOENT') return new SlurmMissing(program);
  const said = 'stderr' in error ? String(error.stderr).trim() : error.message;
  const wasEnded = 'killed' in error && error.killed === true;
  if (wasEnded) return new SlurmSilent(`${program} did not answer within ${longestMs / 1000} s.`);
  const told = said === '' ? error.message : said;
  const text = told.startsWith(program) ? told : `${program}: ${told}`;
  return isSilence(said) ? new SlurmSilent(text) : new AppError('unavailable', text, { cause: error });
}

function isWithoutAccounting(error: unknown): boolean {
  return (
    error instanceof SlurmMissing ||
    (error instanceof AppError && /accounting storage is disabled/i.test(error.message))
  );
}

/** In this machine's zone, as Slurm reads it. */
function slurmTime(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}
