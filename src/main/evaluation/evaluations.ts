/** The workspace's evaluations: queued, started in processes of their own, followed, and found again in their folders. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { AppError, toAppError } from '../../shared/errors';
import type { BinEntry } from '../../shared/bin';
import { canStartAgain, hasEnded, type Evaluation, type StrayEvaluation } from '../../shared/evaluation';
import type { BinFolder } from '../bin/bin-folder';
import type { EvaluationJob, EvaluationJobs } from '../registry/evaluation-jobs';
import type { Registry } from '../registry/registry';
import { isMissing } from '../runs/json-file';
import type { ClassImage } from './class-image';
import { EvaluationFolder, waitingStatus } from './evaluation-folder';
import type { EvaluationStarter } from './evaluation-starter';
import { makeEvaluation, type NewEvaluation } from './make-evaluation';
import { readEvaluation } from './read-evaluation';
import { adoptStrayEvaluation, listStrayEvaluations } from './stray-evaluations';

export interface EvaluationsOptions {
  /** `<workspace>/evaluations` */
  readonly folder: string;
  readonly registry: Pick<Registry, 'evaluationJobs' | 'write' | 'damage'>;
  /** Then one whose process is gone is shown as interrupted, and nothing is written about it. */
  readonly isReadOnly: boolean;
  /** Null leaves those that wait to another process. */
  readonly starter: EvaluationStarter | null;
  readonly log: Logger;
  /** Whenever one has changed, whichever process runs it. */
  onChange(evaluation: Evaluation): void;
  /** They are in the bin, or their folders are gone. */
  onRemoved(ids: readonly string[]): void;
}

const lookMs = 300;
/** A claimed evaluation without a process: whoever claimed it died in between. */
const abandonedMs = 30_000;

export class Evaluations {
  /** What was last told of each; ended ones are not read again. */
  private readonly known = new Map<string, Evaluation>();
  /** Folders that wait and are not in the queue; the second look puts them there, for the first may have come between. */
  private readonly unqueued = new Set<string>();
  private readonly unreadable = new Set<string>();
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();
  private isFirstLook = true;
  private isClosed = false;

  constructor(private readonly options: EvaluationsOptions) {
    this.schedule();
  }

  /** Newest first; folders that cannot be read are left out, and told in the log. */
  async list(): Promise<Evaluation[]> {
    const evaluations: Evaluation[] = [];
    const jobs = new Map(this.options.registry.evaluationJobs.all().map((job) => [job.id, job]));
    for (const id of await this.ids()) {
      const evaluation = await this.readOrSkip(id, jobs.get(id) ?? null);
      if (evaluation !== null) evaluations.push(evaluation);
    }
    return evaluations.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  /** Throws AppError 'not-found'. */
  async get(id: string): Promise<Evaluation> {
    if (!(await this.ids()).includes(id)) {
      throw new AppError(
        'not-found',
        `There is no evaluation "${id}" in this workspace. \`cored evaluations\` lists them.`,
      );
    }
    return this.read(id, this.options.registry.evaluationJobs.find(id));
  }

  /** Folders that name another evaluation, which are left out of the list. */
  async strays(): Promise<StrayEvaluation[]> {
    return listStrayEvaluations(this.options.folder, await this.ids());
  }

  /** Makes such a folder an evaluation of its own. Throws AppError 'not-found' or 'conflict'. */
  async adopt(folder: string): Promise<Evaluation> {
    if (!(await this.ids()).includes(folder)) {
      const told = `There is no folder "${folder}" in "${this.options.folder}".`;
      throw new AppError('not-found', `${told} \`cored registry strays\` lists them.`);
    }
    const id = await adoptStrayEvaluation(this.options.folder, folder);
    this.unreadable.delete(id);
    return this.readAndTell(id);
  }

  /** Puts it into the queue. Throws AppError when the folder cannot be made; then nothing stays. */
  async start(evaluation: NewEvaluation, images: readonly ClassImage[] | null = null): Promise<Evaluation> {
    const { id, createdAt } = await makeEvaluation(this.options.folder, evaluation, images);
    await this.write((queue) => queue.add(id, createdAt));
    return this.readAndTell(id);
  }

  /**
   * Those that wait leave the queue; one at work ends as soon as its worker hears of it, and one that has ended stays as it
   * is. Throws AppError 'not-found' before anything is done.
   */
  async stop(asked: readonly string[]): Promise<Evaluation[]> {
    const found = await Promise.all(asked.map((id) => this.get(id)));
    // Out of the queue first, so that none of them starts while the folders of others are written.
    const waiting = await this.write((queue) => new Set(asked.filter((id) => queue.removeWaiting(id))));
    return Promise.all(
      found.map(async ({ id, state, folder: path }) => {
        const folder = new EvaluationFolder(path);
        if (waiting.has(id)) {
          await folder.writeStatus({ ...waitingStatus, state: 'stopped', endedAt: new Date().toISOString() });
        } else if (!hasEnded(state)) {
          await folder.writeControl('stop');
        }
        return this.readAndTell(id);
      }),
    );
  }

  /** Back into the queue, from its beginning. Throws AppError 'conflict' for one that is complete, waits or is at work. */
  async startAgain(id: string): Promise<Evaluation> {
    const { state, folder: path } = await this.get(id);
    if (!canStartAgain(state)) {
      throw new AppError('conflict', `Evaluation "${id}" cannot be started again: it is ${state}.`);
    }
    const folder = new EvaluationFolder(path);
    await folder.writeControl('resume');
    await folder.writeStatus(waitingStatus);
    await this.write((queue) => queue.queueAgain(id, new Date().toISOString()));
    return this.readAndTell(id);
  }

  async rename(id: string, name: string): Promise<Evaluation> {
    const { folder } = await this.get(id);
    await new EvaluationFolder(folder).writeNotes({ name });
    this.known.delete(id);
    return this.readAndTell(id);
  }

  /** Moves it into the bin; resolves to its entry there. Throws AppError 'conflict' before it has ended. */
  async delete(id: string, bin: BinFolder): Promise<string> {
    const { state, folder, name } = await this.get(id);
    if (!hasEnded(state)) {
      const way = 'Stop it first, or wait until it has ended.';
      throw new AppError('conflict', `Evaluation "${id}" cannot be deleted: it is ${state}. ${way}`);
    }
    const entry = (await bin.prepare('evaluation', folder, { id, name, experimentName: null }))();
    this.known.delete(id);
    this.options.onRemoved([id]);
    return entry;
  }

  /** Resolves to its id. */
  async restore(entry: BinEntry, bin: BinFolder): Promise<string> {
    await bin.takeOut(entry, join(this.options.folder, entry.id));
    this.unreadable.delete(entry.id);
    await this.readAndTell(entry.id);
    return entry.id;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.options.starter?.close();
    if (this.timer !== null) clearTimeout(this.timer);
    await this.looking;
  }

  private schedule(): void {
    if (this.isClosed) return;
    this.timer = setTimeout(() => {
      this.looking = this.look()
        .catch((error: unknown) => this.options.log.error({ error }, 'A look at the evaluations failed'))
        .finally(() => this.schedule());
    }, lookMs);
  }

  /** Tells what changed, and starts what waits; the first look only remembers what was there before. */
  private async look(): Promise<void> {
    const ids = await this.ids();
    const there = new Set(ids);
    this.forget([...this.known.keys()].filter((id) => !there.has(id)));
    const jobs = new Map(this.options.registry.evaluationJobs.all().map((job) => [job.id, job]));
    for (const job of jobs.values()) if (!there.has(job.id)) await this.write((queue) => queue.remove(job));
    for (const id of ids) {
      const job = jobs.get(id) ?? null;
      // One that waits changes by being claimed, which its job tells.
      if (this.known.get(id)?.state === 'queued' && job?.claimedAt === null) continue;
      const evaluation = await this.readOrSkip(id, job);
      if (evaluation === null) continue;
      if (!this.options.isReadOnly) await this.keepJob(evaluation, job);
      if (this.isFirstLook && !this.known.has(id)) this.known.set(id, evaluation);
      else this.tell(evaluation);
    }
    this.isFirstLook = false;
    await this.options.starter?.startWaiting();
  }

  /** Folders tell what is so: a registry that was made anew knows nothing of them, and a worker that ended told its folder. */
  private async keepJob({ id, state, createdAt }: Evaluation, job: EvaluationJob | null): Promise<void> {
    if (hasEnded(state)) {
      if (job !== null) await this.write((queue) => queue.remove(job));
    } else if (job === null) {
      if (state === 'running') await this.write((queue) => queue.add(id, createdAt, Date.now()));
      else if (this.unqueued.delete(id)) await this.write((queue) => queue.add(id, createdAt));
      else this.unqueued.add(id);
    } else if (state === 'queued' && Date.now() - (job.claimedAt ?? Infinity) > abandonedMs) {
      await this.write((queue) => queue.giveBack(id));
    }
  }

  private write<Result>(work: (queue: EvaluationJobs) => Result): Promise<Result> {
    const { registry } = this.options;
    return registry.write(() => work(registry.evaluationJobs));
  }

  private forget(ids: readonly string[]): void {
    const gone = ids.filter((id) => this.known.delete(id));
    if (gone.length > 0) this.options.onRemoved(gone);
  }

  private tell(evaluation: Evaluation): void {
    const before = this.known.get(evaluation.id);
    if (before === evaluation || JSON.stringify(before) === JSON.stringify(evaluation)) return;
    this.known.set(evaluation.id, evaluation);
    this.options.onChange(evaluation);
  }

  private async readAndTell(id: string): Promise<Evaluation> {
    const evaluation = await this.read(id, this.options.registry.evaluationJobs.find(id));
    this.tell(evaluation);
    return evaluation;
  }

  private async readOrSkip(id: string, job: EvaluationJob | null): Promise<Evaluation | null> {
    if (this.unreadable.has(id)) return null;
    try {
      return await this.read(id, job);
    } catch (error) {
      this.unreadable.add(id);
      this.options.log.warn({ folder: id }, toAppError(error).message);
      return null;
    }
  }

  private async read(id: string, job: EvaluationJob | null): Promise<Evaluation> {
    const known = this.known.get(id);
    if (known !== undefined && hasEnded(known.state) && job === null) return known;
    const folder = new EvaluationFolder(join(this.options.folder, id));
    return readEvaluation(folder, { job, writes: !this.options.isReadOnly });
  }

  private async ids(): Promise<string[]> {
    const entries = await readdir(this.options.folder, { withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  }
}
