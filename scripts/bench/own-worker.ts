/** Our side's process: the built worker on one case. */
import { workerFlags } from '../../src/main/runs/start-worker';
import type { EngineId } from '../../src/shared/recipe';
import type { NetworkId, OwnObjective } from './cases';
import { LineProcess } from './line-process';
import { MemoryAnswer, ProfileAnswer, StepsAnswer, type WorkerCase } from './protocol';

export interface OwnCase {
  readonly network: NetworkId;
  readonly objective: OwnObjective;
  readonly engine: EngineId;
  readonly batch: number;
  /** Pixels a side. */
  readonly size: number;
  /** Further parameters of the recipe. */
  readonly parameters: WorkerCase['parameters'];
  /** Folder for checkpoints; absent: none is written. */
  readonly checkpoints?: string;
  /** Absent: false. */
  readonly watchesGpu?: boolean;
}

/** Steps before the first that counts: compilers, allocators and pools warm up in them. */
export const warmUpSteps = 2;

export class OwnWorker {
  private readonly lines: LineProcess;

  /** `script`: the built worker. */
  constructor(script: string, ownCase: OwnCase) {
    this.lines = new LineProcess({
      name: 'The worker',
      command: process.execPath,
      args: [
        '--expose-gc',
        ...workerFlags,
        script,
        JSON.stringify({ checkpoints: null, watchesGpu: false, ...ownCase }),
      ],
    });
  }

  steps(count: number): Promise<StepsAnswer> {
    return this.lines.ask({ do: 'steps', count }, StepsAnswer);
  }

  /** As many steps with every kernel watched. */
  profile(count: number): Promise<ProfileAnswer> {
    return this.lines.ask({ do: 'profile', count }, ProfileAnswer);
  }

  memory(): Promise<MemoryAnswer> {
    return this.lines.ask({ do: 'memory' }, MemoryAnswer);
  }

  end(): Promise<void> {
    return this.lines.end();
  }
}
