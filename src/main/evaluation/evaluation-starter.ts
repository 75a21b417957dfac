/** Starts the evaluations that wait, each in a process of its own, while the machine has cores that no run takes. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { toAppError } from '../../shared/errors';
import type { EvaluationJobs } from '../registry/evaluation-jobs';
import type { Registry } from '../registry/registry';
import { hasRoom } from '../runs/room-for-run';
import { startWorker } from '../runs/start-worker';
import { EvaluationFolder, waitingStatus } from './evaluation-folder';

export interface EvaluationStarterOptions {
  /** `<workspace>/evaluations` */
  readonly folder: string;
  readonly registry: Pick<Registry, 'evaluationJobs' | 'write' | 'damage'>;
  readonly workerScript: string;
  /** Cores that runs and evaluations share. */
  readonly slots: number;
  /** True where nobody here starts runs: those that wait hold nothing up. */
  readonly passesRuns: boolean;
  readonly log: Logger;
  /** Of each run that is at work. */
  coresOfRuns(): Promise<readonly number[]>;
}

/** Of an evaluation: its network computes in one process. */
export const evaluationCores = 1;

/** Of each evaluation that is at work. */
export function coresOfEvaluations(jobs: Pick<EvaluationJobs, 'countAtWork'>): number[] {
  return new Array<number>(jobs.countAtWork()).fill(evaluationCores);
}

export class EvaluationStarter {
  private isClosed = false;

  constructor(private readonly options: EvaluationStarterOptions) {}

  async startWaiting(): Promise<void> {
    const { registry, slots, passesRuns } = this.options;
    // What stands in for a damaged registry is one process's own: two would start the same.
    while (!this.isClosed && registry.damage.whole === null && (await this.hasRoom())) {
      const id = await registry.write(() => registry.evaluationJobs.claim({ slots, nowMs: Date.now(), passesRuns }));
      if (id === null) return;
      await this.start(id);
    }
  }

  close(): void {
    this.isClosed = true;
  }

  private async hasRoom(): Promise<boolean> {
    const { slots, coresOfRuns } = this.options;
    const jobs = this.options.registry.evaluationJobs;
    const waiting = jobs.all().some(({ claimedAt }) => claimedAt === null);
    if (!waiting) return false;
    return hasRoom(evaluationCores, [...(await coresOfRuns()), ...coresOfEvaluations(jobs)], slots);
  }

  /** One that cannot be started has failed, with the reason. */
  private async start(id: string): Promise<void> {
    const { folder, registry, workerScript, log } = this.options;
    const path = join(folder, id);
    try {
      const { processId } = await startWorker(workerScript, path);
      await registry.write(() => registry.evaluationJobs.setWorker(id, processId));
    } catch (error) {
      const { code, message } = toAppError(error);
      log.error({ evaluation: id }, message);
      const endedAt = new Date().toISOString();
      await new EvaluationFolder(path).writeStatus({
        ...waitingStatus,
        ...{ state: 'failed', endedAt, error: { code, message } },
      });
    }
  }
}
