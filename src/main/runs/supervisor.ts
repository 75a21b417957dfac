/** Looks after the workspace's runs: starts those that wait, follows those that train, notices those that died. */
import { watch, type FSWatcher } from 'node:fs';
import { totalmem } from 'node:os';
import type { Logger } from 'pino';
import { toAppError } from '../../shared/errors';
import type { RunEvent } from '../../shared/event';
import { coresOfEvaluations } from '../evaluation/evaluation-starter';
import type { JobRunner } from '../jobs/jobs';
import type { IntakeResult } from '../registry/event-intake';
import type { Registry } from '../registry/registry';
import type { RunRow } from '../registry/run-rows';
import { Complaints } from './complaints';
import { EventDamage } from './event-damage';
import { EventTail } from './event-tail';
import type { RemoteRuns } from '../executors/remote-runs';
import { refuseFullDisk } from './refuse-full-disk';
import { retryRun } from './retry-run';
import { hasRoom } from './room-for-run';
import { RunFolder } from './run-folder';
import type { RunImports } from './run-imports';
import { StartedWorkers } from './started-workers';
import { WorkerChecks } from './worker-checks';

export interface SupervisorOptions {
  readonly registry: Registry;
  readonly jobs: JobRunner;
  readonly imports: RunImports;
  /** True where unknown run folders are taken in behind everything else, however many there are. */
  readonly importsBehind: boolean;
  readonly workerScript: string;
  readonly remoteRuns: Pick<RemoteRuns, 'look'>;
  /** How many runs of one replica train at once; one of two replicas counts as two. */
  readonly slots: number;
  /** False for short commands, which only look: then nothing is started. */
  readonly startsRuns: boolean;
  readonly log: Logger;
  onEvents(runId: string, events: readonly RunEvent[]): void;
  /** Whether the error told of a damaged registry, for which another one now stands in. */
  isDamage?(error: unknown): boolean;
  /** After every pass: runs may have changed, by this process or another. */
  onPass(): void;
}

/** Between passes when nothing wakes it. */
const idleMs = 1000;
/** Between passes at least, however many events arrive. */
const leastMs = 100;

interface Followed {
  readonly tail: EventTail;
  /** Of the lines that are read from now on. */
  readonly damage: EventDamage;
  readonly watcher: FSWatcher | null;
  /** Of the readings of its events, of which two would read the same ones. */
  turn: Promise<void>;
}

export class Supervisor {
  private readonly followed = new Map<string, Followed>();
  private timer: NodeJS.Timeout | null = null;
  private passing: Promise<void> | null = null;
  private isClosed = false;
  private wokenAt = 0;
  /** What was last told of the damage of each run that was followed. */
  private readonly told = new Map<string, string>();
  /** Of each run that waits or trains: asked for once. */
  private readonly cores = new Map<string, number>();
  private readonly complaints: Complaints;
  private readonly workers: StartedWorkers;
  private readonly checks: WorkerChecks;

  constructor(private readonly options: SupervisorOptions) {
    const { log, registry, imports, workerScript: script } = options;
    this.complaints = new Complaints(log, registry.file);
    this.workers = new StartedWorkers({
      script,
      onGone: () => this.wake(),
      onProblem: (run, error) => log.warn({ run, error }, `How the worker of run "${run}" ended could not be kept`),
    });
    const readEvents = (id: string) => this.readEvents(id);
    this.checks = new WorkerChecks({ registry, imports, workers: this.workers, readEvents });
  }

  /** One pass over everything, then one every second or as soon as a run writes something. */
  async start(): Promise<void> {
    await this.options.imports.repair();
    await this.pass();
    this.schedule(idleMs);
  }

  /** A pass now; used after a call changed something. */
  pass(): Promise<void> {
    this.passing ??= this.passOnce().finally(() => {
      this.passing = null;
      this.wokenAt = Date.now();
    });
    return this.passing;
  }

  /** All that the run has written by now. */
  async catchUp(id: string): Promise<void> {
    const row = this.options.registry.runs.row(id);
    if (row === null) return;
    this.follow(row);
    await this.readEvents(id);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.options.imports.close();
    await this.passing;
    for (const id of [...this.followed.keys()]) this.unfollow(id);
  }

  /** How many cores the run takes while it is at work. */
  async coresOf({ id, file: { recipe, engine } }: RunRow): Promise<number> {
    const { jobs, slots } = this.options;
    const known = this.cores.get(id);
    if (known !== undefined) return known;
    const cores = await jobs.run('recipe/cores', { recipe, engine, slots, memory: totalmem() });
    this.cores.set(id, cores);
    return cores;
  }

  /** Of each run that is at work; a paused one holds no core, so that others can go first, nor does one that is elsewhere. */
  async coresTaken(): Promise<number[]> {
    const { registry } = this.options;
    const busy = registry.queue.active().filter(({ state, remote }) => state !== 'paused' && remote === null);
    const taken: number[] = [];
    for (const row of busy) taken.push(await this.coresOf(row));
    return taken;
  }

  private schedule(delayMs: number): void {
    if (this.isClosed) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.pass()
        .catch((error: unknown) => {
          if (this.options.isDamage?.(error) !== true) this.complaints.tell('A look at the runs failed', error);
        })
        .finally(() => this.schedule(idleMs));
    }, delayMs);
  }

  private wake(): void {
    this.schedule(Math.max(0, this.wokenAt + leastMs - Date.now()));
  }

  private async passOnce(): Promise<void> {
    const { registry, onPass } = this.options;
    if (registry.isReplaced()) registry.reopen();
    await this.options.imports.mend();
    await this.discover();
    const active = registry.queue.active();
    for (const id of this.followed.keys()) {
      if (active.some((row) => row.id === id)) continue;
      // Its end may have been taken in by another process before this one read it.
      await this.readEvents(id);
      this.unfollow(id);
    }
    for (const row of active) await this.lookAt(row);
    // What stands in for a damaged registry is one process's own: two would start the same run.
    if (this.options.startsRuns && registry.damage.whole === null)
      await this.trying('Waiting runs cannot be started now', () => this.startWaiting());
    if (this.options.startsRuns && registry.damage.whole === null) this.options.remoteRuns.look();
    onPass();
  }

  /** What fails for one run keeps nobody from looking at the others. */
  private lookAt(row: RunRow): Promise<void> {
    return this.trying(`Run "${row.id}" cannot be followed now`, async () => {
      this.follow(row);
      await this.readEvents(row.id);
      // Of one that is elsewhere the cluster is asked.
      if (row.remote !== null) return;
      await this.checks.look(row);
      if (this.options.startsRuns) await retryRun(this.options.registry, row.id, this.options.log);
    });
  }

  private async trying(about: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.complaints.settle(about);
    } catch (error) {
      if (this.options.isDamage?.(error) !== true) this.complaints.tell(about, error);
    }
  }

  /** Runs whose folders another process made. */
  private async discover(): Promise<void> {
    const { imports, importsBehind, log } = this.options;
    const looking = imports.look();
    if (!importsBehind) return looking;
    looking.catch((error: unknown) => log.error({ error }, 'The run folders could not be looked at'));
  }

  private follow(row: RunRow): void {
    if (this.followed.has(row.id)) return;
    const folder = new RunFolder(row.folder);
    const damage = new EventDamage(row.last_sequence);
    this.followed.set(row.id, {
      damage,
      tail: new EventTail(folder.eventsPath, row.events_offset, { damage }),
      watcher: this.watchFolder(row.folder),
      turn: Promise.resolve(),
    });
  }

  /** Null where the file system cannot watch (network disks, too many watches): the passes are often enough. */
  private watchFolder(path: string): FSWatcher | null {
    try {
      const watcher = watch(path, { persistent: false }, (_, file) => {
        if (file === 'events.jsonl') this.wake();
      });
      watcher.on('error', (error) => {
        this.options.log.debug({ path, error }, 'Watching ended');
        watcher.close();
      });
      return watcher;
    } catch (error) {
      this.options.log.debug({ path, error }, 'Cannot watch the folder');
      return null;
    }
  }

  private unfollow(id: string): void {
    this.followed.get(id)?.watcher?.close();
    this.followed.delete(id);
    this.checks.forget(id);
  }

  private async readEvents(id: string): Promise<void> {
    const followed = this.followed.get(id);
    if (followed === undefined) return;
    followed.turn = followed.turn.catch(() => undefined).then(() => this.readInTurn(id, followed));
    return followed.turn;
  }

  private async readInTurn(id: string, followed: Followed): Promise<void> {
    let rewound = false;
    for (;;) {
      const events = await this.nextEvents(id, followed.tail);
      if (events === null || events.length === 0) return this.tellDamage(id, followed);
      const result = await this.takeIn(id, events, { tail: followed.tail, acceptsGaps: rewound });
      if (result === 'unknown-run') return;
      if (result === 'gap') {
        rewound = true;
        followed.tail.rewind();
        continue;
      }
      this.tell(id, events);
    }
  }

  /** A broken line costs the run no more than what it told. */
  private async tellDamage(id: string, { damage }: Followed): Promise<void> {
    const told = damage.told();
    const text = told.join('\n');
    if (text === (this.told.get(id) ?? '')) return;
    this.told.set(id, text);
    await this.options.registry.noteDamage(id, told);
  }

  /** Null for a file that is damaged: the rest of it cannot be trusted, so the run ends here as far as the registry knows. */
  private async nextEvents(id: string, tail: EventTail): Promise<RunEvent[] | null> {
    try {
      return await tail.read();
    } catch (error) {
      const { code, message } = toAppError(error);
      this.options.log.error({ run: id }, message);
      this.unfollow(id);
      const { registry } = this.options;
      const endedAt = new Date().toISOString();
      await registry.write(() => registry.queue.end(id, { state: 'failed', error: { code, message }, endedAt }));
      return null;
    }
  }

  /** A registry that cannot be written now (a full disk, a lock) says nothing about the run: the next pass tries again. */
  private async takeIn(
    id: string,
    events: readonly RunEvent[],
    { tail, acceptsGaps }: { tail: EventTail; acceptsGaps: boolean },
  ): Promise<IntakeResult> {
    const { registry } = this.options;
    const about = `Events of run "${id}" cannot be taken in now`;
    try {
      const { position } = tail;
      const result = await registry.write(() => registry.intake.take(id, events, position, { acceptsGaps }));
      this.complaints.settle(about);
      return result;
    } catch (error) {
      tail.rewind();
      if (this.options.isDamage?.(error) !== true) this.complaints.tell(about, error);
      return 'unknown-run';
    }
  }

  /** Whoever listens has no say in the run: the registry has the events, and a page that missed some asks again. */
  private tell(id: string, events: readonly RunEvent[]): void {
    try {
      this.options.onEvents(id, events);
    } catch (error) {
      this.options.log.error({ run: id, error }, 'A listener failed over events of this run; the run goes on');
    }
  }

  private async hasRoomFor(next: RunRow): Promise<boolean> {
    const { registry, slots } = this.options;
    const evaluations = coresOfEvaluations(registry.evaluationJobs);
    return hasRoom(await this.coresOf(next), [...(await this.coresTaken()), ...evaluations], slots);
  }

  private async startWaiting(): Promise<void> {
    const { registry, slots, log } = this.options;
    while (!this.isClosed) {
      const next = registry.queue.next();
      if (next === null || !(await this.hasRoomFor(next))) return;
      refuseFullDisk(next.folder);
      const claimed = await registry.write(() => registry.queue.claim(slots, Date.now()));
      if (claimed === null) return;
      try {
        const processId = await this.workers.start(claimed.id, claimed.folder);
        await registry.write(() => registry.queue.setWorker(claimed.id, processId));
        const row = registry.runs.row(claimed.id);
        if (row !== null) this.follow(row);
      } catch (error) {
        const { code, message } = toAppError(error);
        log.error({ run: claimed.id }, message);
        const endedAt = new Date().toISOString();
        await registry.write(() =>
          registry.queue.end(claimed.id, { state: 'failed', error: { code, message }, endedAt }),
        );
      }
    }
  }
}
