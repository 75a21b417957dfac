/** Looks after the workspace's runs: starts those that wait, follows those that train, notices those that died. */
import { watch, type FSWatcher } from 'node:fs';
import { totalmem } from 'node:os';
import type { Logger } from 'pino';
import { toAppError } from '../../shared/errors';
import type { RunEvent } from '../../shared/event';
import type { JobRunner } from '../jobs/jobs';
import type { IntakeResult } from '../registry/event-intake';
import type { Registry } from '../registry/registry';
import type { RunRow } from '../registry/run-rows';
import { EventTail } from './event-tail';
import type { RemoteRuns } from '../executors/remote-runs';
import { howItWasInterrupted } from './import-run';
import { hasRoom } from './room-for-run';
import { RunFolder } from './run-folder';
import type { RunImports } from './run-imports';
import { startWorker } from './start-worker';
import { isWorkerAlive, isWorkerOf } from './worker-life';

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
  /** After every pass: runs may have changed, by this process or another. */
  onPass(): void;
}

/** Between passes when nothing wakes it. */
const idleMs = 1000;
/** Between passes at least, however many events arrive. */
const leastMs = 100;
/** A claimed run without a worker: whoever claimed it died in between. */
const abandonedMs = 30_000;

interface Followed {
  readonly tail: EventTail;
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
  /** Of each run that waits or trains: asked for once. */
  private readonly cores = new Map<string, number>();

  constructor(private readonly options: SupervisorOptions) {}

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

  private schedule(delayMs: number): void {
    if (this.isClosed) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.pass()
        .catch((error: unknown) => this.options.log.error({ error }, 'A look at the runs failed; the next one follows'))
        .finally(() => this.schedule(idleMs));
    }, delayMs);
  }

  private wake(): void {
    this.schedule(Math.max(0, this.wokenAt + leastMs - Date.now()));
  }

  private async passOnce(): Promise<void> {
    const { registry, onPass } = this.options;
    await this.discover();
    const active = registry.queue.active();
    for (const id of this.followed.keys()) {
      if (active.some((row) => row.id === id)) continue;
      // Its end may have been taken in by another process before this one read it.
      await this.readEvents(id);
      this.unfollow(id);
    }
    for (const row of active) {
      this.follow(row);
      await this.readEvents(row.id);
      if (row.remote === null) await this.checkWorker(row);
    }
    if (this.options.startsRuns) {
      await this.startWaiting();
      this.options.remoteRuns.look();
    }
    onPass();
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
    this.followed.set(row.id, {
      tail: new EventTail(folder.eventsPath, row.events_offset),
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
      if (events === null || events.length === 0) return;
      const result = this.takeIn(id, events, { tail: followed.tail, acceptsGaps: rewound });
      if (result === 'unknown-run') return;
      if (result === 'gap') {
        rewound = true;
        followed.tail.rewind();
        continue;
      }
      this.tell(id, events);
    }
  }

  /** Null for a file that is damaged: the rest of it cannot be trusted, so the run ends here as far as the registry knows. */
  private async nextEvents(id: string, tail: EventTail): Promise<RunEvent[] | null> {
    try {
      return await tail.read();
    } catch (error) {
      const { code, message } = toAppError(error);
      this.options.log.error({ run: id }, message);
      this.unfollow(id);
      const { queue } = this.options.registry;
      queue.end(id, { state: 'failed', error: { code, message }, endedAt: new Date().toISOString() });
      return null;
    }
  }

  /** A registry that cannot be written now (a full disk, a lock) says nothing about the run: the next pass tries again. */
  private takeIn(
    id: string,
    events: readonly RunEvent[],
    { tail, acceptsGaps }: { tail: EventTail; acceptsGaps: boolean },
  ): IntakeResult {
    const { registry, log } = this.options;
    try {
      return registry.intake.take(id, events, tail.position, { acceptsGaps });
    } catch (error) {
      tail.rewind();
      log.error({ run: id, error }, 'Events of this run could not be taken in; the next look tries again');
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

  private async checkWorker(row: RunRow): Promise<void> {
    const { registry } = this.options;
    const folder = new RunFolder(row.folder);
    if (await isAtWork(row, folder)) return;
    const isAbandoned = row.state === 'starting' && row.worker_pid === null;
    if (isAbandoned) {
      if (Date.now() - (row.claimed_at ?? 0) > abandonedMs) registry.queue.requeue(row.id);
      return;
    }
    // Its last events may have come since the last look: an end that it told itself wins.
    await this.readEvents(row.id);
    registry.queue.end(row.id, { state: 'interrupted', ...(await howItWasInterrupted(folder, null)) });
  }

  private async hasRoomFor(next: RunRow): Promise<boolean> {
    const { registry, slots } = this.options;
    // A paused run holds no core, so that others can go first; nor does one that is elsewhere.
    const busy = registry.queue.active().filter(({ state, remote }) => state !== 'paused' && remote === null);
    const taken: number[] = [];
    for (const row of busy) taken.push(await this.coresOf(row));
    return hasRoom(await this.coresOf(next), taken, slots);
  }

  private async startWaiting(): Promise<void> {
    const { registry, slots, workerScript, log } = this.options;
    while (!this.isClosed) {
      const next = registry.queue.next();
      if (next === null || !(await this.hasRoomFor(next))) return;
      const claimed = registry.queue.claim(slots, Date.now());
      if (claimed === null) return;
      try {
        const worker = await startWorker(workerScript, claimed.folder);
        registry.queue.setWorker(claimed.id, worker.processId);
        void worker.gone.then(() => this.wake());
        const row = registry.runs.row(claimed.id);
        if (row !== null) this.follow(row);
      } catch (error) {
        const { code, message } = toAppError(error);
        log.error({ run: claimed.id }, message);
        registry.queue.end(claimed.id, {
          state: 'failed',
          error: { code, message },
          endedAt: new Date().toISOString(),
        });
      }
    }
  }
}

/** Alive by worker.json; before there is one, by the process that was started. */
async function isAtWork(row: RunRow, folder: RunFolder): Promise<boolean> {
  const worker = await folder.readWorker();
  if (worker !== null && (await isWorkerAlive(worker, folder))) return true;
  return (
    row.state === 'starting' && row.worker_pid !== null && (await isWorkerOf(row.worker_pid, folder.path)) !== false
  );
}
