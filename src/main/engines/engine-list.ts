/** The engines as calls ask for them: another process looks and measures, since that loads drivers and native libraries. */
import type { EngineInfo, EngineMeasuring } from '../../shared/machine';
import type { JobInput, JobOutput, JobRunner } from '../jobs/jobs';

export interface EngineListOptions {
  readonly jobs: JobRunner;
  /** The built benchmark.js, and the file of remembered benchmarks. */
  readonly asked: JobInput<'engine/list'>;
  /** What could not be read or written, in words. */
  onProblem(message: string): void;
  /** What is known after each benchmark, and what is measured now; null when it is over. */
  onChange(engines: readonly EngineInfo[], measuring: EngineMeasuring | null): void;
}

export class EngineList {
  private measuring: Promise<EngineInfo[]> | null = null;

  constructor(private readonly options: EngineListOptions) {}

  /** Cheap: nothing is measured. */
  async list(): Promise<EngineInfo[]> {
    const { jobs, asked } = this.options;
    return this.told(await jobs.run('engine/list', asked));
  }

  /** Measures every engine that is available in both large networks, one after the other, and remembers. A second call joins the first. */
  measureAll(): Promise<EngineInfo[]> {
    this.measuring ??= this.measure().finally(() => {
      this.measuring = null;
    });
    return this.measuring;
  }

  private async measure(): Promise<EngineInfo[]> {
    const { jobs, asked, onChange } = this.options;
    const onProgress = ({ engines, measuring }: { engines: EngineInfo[]; measuring: EngineMeasuring | null }) =>
      onChange(engines, measuring);
    return this.told(await jobs.run('engine/measure', asked, { onProgress }));
  }

  private told({ engines, problems }: JobOutput<'engine/list'>): EngineInfo[] {
    for (const problem of problems) this.options.onProblem(problem);
    return engines;
  }
}
