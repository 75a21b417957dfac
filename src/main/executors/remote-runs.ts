/** Looks after the runs that a cluster starts: hands them over, asks every few seconds for all of them at once, and says what became of each. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { AppError, toAppError } from '../../shared/errors';
import { unsubmitted, type RemoteRun } from '../../shared/executor';
import type { Registry } from '../registry/registry';
import type { RemoteRow } from '../registry/remote-table';
import { RunFolder } from '../runs/run-folder';
import { findExecutor, readExecutors } from './executors-file';
import { judgeRun, type JudgeSurroundings } from './judge-run';
import { KnownSubmissions, type KnownSubmission, type SubmittedRun } from './known-submissions';
import { readRemoteExecutor } from './run-executor-file';
import type { SlurmCommands } from './slurm-commands';
import { SlurmSilent } from './slurm-errors';
import type { SlurmJob } from './slurm-jobs';
import { makeSubmissions, submit, type WorkerCommand } from './submit-runs';

/** Between two looks: the controller of a large cluster has others to answer. */
const pollMs = 5000;
const soonMs = 300;
/** The accounting keeps jobs by the time at which they ended, in a zone that may not be this one's. */
const dayMs = 24 * 3600_000;

export interface RemoteRunsOptions extends Pick<JudgeSurroundings, 'catchUp'> {
  readonly registry: Registry;
  readonly workspace: string;
  readonly submissionsFolder: string;
  readonly worker: WorkerCommand;
  readonly slurm: SlurmCommands;
  readonly log: Logger;
}

interface Submitted extends SubmittedRun {
  readonly row: RemoteRow;
}

export class RemoteRuns {
  private readonly submissions: KnownSubmissions;
  private readonly judge: JudgeSurroundings;
  private readonly holder = randomUUID();
  private looking: Promise<void> | null = null;
  private soon: NodeJS.Timeout | null = null;
  private lookedAt = 0;
  private isClosed = false;

  constructor(private readonly options: RemoteRunsOptions) {
    const { registry, submissionsFolder, log, catchUp } = options;
    this.submissions = new KnownSubmissions(submissionsFolder, log);
    this.judge = { registry, catchUp, seen: new Map(), beats: new Map() };
  }

  /** In the background, and only where the last look is long enough ago. */
  look(): void {
    if (this.looking !== null || Date.now() - this.lookedAt < pollMs) return;
    this.start().catch((error: unknown) => this.options.log.error({ error }, 'The cluster could not be asked'));
  }

  /** A look that begins now: runs that were made before it are handed over when it resolves. */
  async lookNow(): Promise<void> {
    await this.looking;
    await this.start();
  }

  /** The same in a moment, for several that are resumed one after the other: they become one array. */
  lookSoon(): void {
    this.soon ??= setTimeout(() => {
      this.soon = null;
      this.lookNow().catch((error: unknown) => this.options.log.error({ error }, 'The cluster could not be asked'));
    }, soonMs);
  }

  /** What was resumed a moment ago is still handed over. */
  async close(): Promise<void> {
    if (this.soon !== null) {
      clearTimeout(this.soon);
      await this.lookNow();
    }
    this.isClosed = true;
    await this.looking;
  }

  private start(): Promise<void> {
    if (this.isClosed) return Promise.resolve();
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = null;
      this.lookedAt = Date.now();
    });
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const { registry, log } = this.options;
    if (registry.remote.live().length === 0) return;
    await this.submissions.look();
    await this.handOver();
    const rows = registry.remote.live();
    const submitted = rows.flatMap((row): Submitted[] => {
      const found = this.submissions.find(row.id, row.remote);
      return found === null ? [] : [{ row, ...found }];
    });
    try {
      await this.ask(submitted);
      await this.judgeLost(
        rows.filter((row) => row.state !== 'queued' && this.submissions.find(row.id, row.remote) === null),
      );
    } catch (error) {
      const { message } = toAppError(error);
      log.debug({ error }, message);
      const note =
        error instanceof SlurmSilent ? `Slurm does not answer now (${message}). What runs goes on.` : message;
      const told = new Map(rows.map(({ id, remote }) => [id, { ...remote, note }]));
      await registry.write(() => registry.remote.setAll(told));
      await this.followStarted(rows);
    }
  }

  /** Under way by what the registry says, but no submission holds them: only their folders tell. */
  private async judgeLost(rows: readonly RemoteRow[]): Promise<void> {
    for (const row of rows) {
      const { workerLogPath: logPath } = new RunFolder(row.folder);
      await judgeRun(row, { job: null, jobName: row.remote.job, logPath }, this.judge);
    }
  }

  /** While nobody says which jobs have started, the folders do. */
  private async followStarted(rows: readonly RemoteRow[]): Promise<void> {
    const { registry } = this.options;
    for (const row of rows.filter(({ state }) => state === 'queued')) {
      const isAtWork = (await new RunFolder(row.folder).readWorker()) !== null;
      if (isAtWork) await registry.write(() => registry.queue.move(row.id, { from: ['queued'], to: 'starting' }));
    }
  }

  /** Runs that nobody has handed over yet, as far as their folders know too. */
  private async handOver(): Promise<void> {
    const { registry } = this.options;
    const waiting: RemoteRow[] = [];
    for (const row of registry.remote.live()) {
      if (row.state !== 'queued' || this.submissions.find(row.id, row.remote) !== null) continue;
      const file = await readRemoteExecutor(row.folder);
      // Another workbench, whose registry is its own, may have changed it.
      const isAsKnown = file?.executor === row.remote.executor && file.attempt === row.remote.attempt;
      if (isAsKnown) waiting.push(row);
      else await registry.write(() => registry.remote.set(row.id, file && unsubmitted(file)));
    }
    for (const id of new Set(waiting.map(({ remote }) => remote.executor))) {
      const own = waiting.filter(({ remote }) => remote.executor === id);
      try {
        const executor = findExecutor(await readExecutors(this.options.workspace), id);
        await makeSubmissions(own, executor, { ...this.options, holder: this.holder });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        for (const row of own) await this.fail(row, error.message);
      }
    }
    if (waiting.length > 0) await this.submissions.look();
  }

  /** One question for all. Throws AppError where Slurm does not answer. */
  private async ask(submitted: readonly Submitted[]): Promise<void> {
    const { registry, slurm } = this.options;
    const open = submitted.filter(({ submission }) => !isRefused(submission));
    const names = [...new Set(open.map(({ submission }) => submission.folder.name))];
    const jobs = await slurm.jobs(names);
    const past = await this.pastJobs(open, jobs);
    const found = new Map([...past, ...jobs].map((job) => [keyOf(job.name, job.index), job]));
    const fresh = new Set<KnownSubmission>();
    for (const submission of new Set(submitted.map((one) => one.submission))) {
      if (await this.settle(submission, [...jobs, ...past])) fresh.add(submission);
    }
    const changes = new Map<string, RemoteRun>();
    for (const { row, submission, index } of submitted) {
      const { outcome, folder } = submission;
      if (outcome === null)
        changes.set(row.id, { ...row.remote, note: 'Slurm was not reached; asked again in a moment.' });
      else if ('refused' in outcome) await this.fail(row, refusal(outcome.refused));
      else if (fresh.has(submission))
        changes.set(row.id, { ...row.remote, job: `${outcome.jobId}_${index}`, note: 'Submitted.' });
      else {
        const job = found.get(keyOf(folder.name, index)) ?? null;
        const jobName = `${outcome.jobId}_${index}`;
        const remote = await judgeRun(row, { job, jobName, logPath: folder.logPath(index) }, this.judge);
        if (remote !== null) changes.set(row.id, remote);
      }
    }
    await registry.write(() => registry.remote.setAll(changes));
  }

  /** Those that the controller has forgotten, or never had. */
  private async pastJobs(submitted: readonly Submitted[], jobs: readonly SlurmJob[]): Promise<SlurmJob[]> {
    const present = new Set(jobs.map((job) => keyOf(job.name, job.index)));
    const gone = submitted.filter(({ submission, index }) => !present.has(keyOf(submission.folder.name, index)));
    const files = [...new Set(gone.map(({ submission }) => submission.file))];
    const oldest = Math.min(...files.map(({ createdAt }) => Date.parse(createdAt)));
    return this.options.slurm.pastJobs(
      files.map(({ name }) => name),
      new Date(Number.isFinite(oldest) ? oldest - dayMs : Date.now()),
    );
  }

  /** A submission of which nobody knows what came of it: looked up by its name, and handed over where Slurm has none of it. True where it is known since now. */
  private async settle(submission: KnownSubmission, known: readonly SlurmJob[]): Promise<boolean> {
    submission.outcome ??= await submission.folder.outcome();
    if (submission.outcome !== null || !(await submission.folder.takeTurn(this.holder))) return false;
    submission.outcome = await submit(submission.folder, known, this.options);
    return submission.outcome !== null;
  }

  private async fail({ id }: RemoteRow, message: string): Promise<void> {
    const { registry } = this.options;
    const error = { code: 'unavailable' as const, message };
    await registry.write(() => registry.queue.end(id, { state: 'failed', error, endedAt: new Date().toISOString() }));
  }
}

function isRefused({ outcome }: KnownSubmission): boolean {
  return outcome !== null && 'refused' in outcome;
}

function refusal(said: string): string {
  return (
    `Slurm refused the run. ${said}\nChange the executor under Engine and resume the run, or resume it on this machine ` +
    '(`cored resume RUN --executor local`).'
  );
}

function keyOf(name: string, index: number): string {
  return `${name} ${index}`;
}
