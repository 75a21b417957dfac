/** The engines of this machine: listed with what was measured, measured on demand, and chosen for `auto`. */
import { listEngines, type EngineFacts } from '../../engine/list-engines';
import { definitionOf } from '../../engine/open-engine';
import { markChoice, unmeasured } from '../../engine/benchmark/choose-engine';
import { runBenchmark } from '../../engine/benchmark/run-benchmark';
import { AppError } from '../../shared/errors';
import type { EngineInfo } from '../../shared/machine';
import type { EngineId, EngineWish } from '../../shared/recipe';
import { BenchmarkBook } from './benchmark-book';
import { benchmarkKey } from './benchmark-key';

export interface EngineDeskOptions {
  /** The built benchmark.js. */
  readonly script: string;
  /** The file of remembered benchmarks. */
  readonly benchmarksPath: string;
  /** What could not be read or written, in words. */
  onProblem(message: string): void;
  /** What is known after each benchmark, and which engine is measured now; null when it is over. */
  onChange?(engines: readonly EngineInfo[], measuring: EngineId | null): void;
  /** Injected by tests. */
  readonly list?: () => Promise<readonly EngineFacts[]>;
  readonly measure?: typeof runBenchmark;
}

export class EngineDesk {
  private readonly book: BenchmarkBook;
  private measuring: Promise<EngineInfo[]> | null = null;

  constructor(private readonly options: EngineDeskOptions) {
    this.book = new BenchmarkBook(options.benchmarksPath, options.onProblem);
  }

  /** Cheap: nothing is loaded or measured. */
  async list(): Promise<EngineInfo[]> {
    const { list = listEngines, script } = this.options;
    const known = await Promise.all(
      (await list()).map(async (facts) => ({
        ...facts,
        benchmark: facts.available
          ? await this.book.find(facts.id, benchmarkKey(facts, definitionOf(facts.id), script))
          : null,
      })),
    );
    return markChoice(known);
  }

  /** Measures every engine that is available, one after the other, and remembers. A second call joins the first. */
  measureAll(): Promise<EngineInfo[]> {
    this.measuring ??= this.measure(({ available }) => available).finally(() => {
      this.measuring = null;
    });
    return this.measuring;
  }

  /**
   * The engine that a wish means; for `auto`, what has never been measured is measured first, and `tell` hears of it.
   * Throws AppError('unavailable') when none works, which says why of each.
   */
  async settle(wish: EngineWish, tell: (message: string) => Promise<void>): Promise<EngineId> {
    if (wish !== 'auto') return wish;
    let engines = await this.list();
    const missing = unmeasured(engines);
    if (missing.length > 0) {
      await tell(`Measuring ${missing.map(({ id }) => id).join(' and ')} once on this machine, to take the fastest.`);
      engines = await this.measure((engine) => unmeasured([engine]).length > 0);
    }
    const chosen = engines.find(({ auto }) => auto !== null);
    if (chosen !== undefined) return chosen.id;
    const reasons = engines.map(
      ({ id, detail, benchmark }) => `${id}: ${benchmark?.outcome === 'failed' ? benchmark.message : detail}`,
    );
    throw new AppError('unavailable', `No engine works on this machine. ${reasons.join(' ')}`);
  }

  private measure(isWanted: (engine: EngineInfo) => boolean): Promise<EngineInfo[]> {
    return this.book.alone(async () => {
      // Looked at again under the lock: another process may have measured meanwhile.
      const wanted = (await this.list()).filter(isWanted);
      for (const engine of wanted) await this.measureOne(engine);
      const engines = await this.list();
      this.options.onChange?.(engines, null);
      return engines;
    });
  }

  private async measureOne(engine: EngineInfo): Promise<void> {
    const { script, onChange, measure = runBenchmark } = this.options;
    onChange?.(await this.list(), engine.id);
    const definition = definitionOf(engine.id);
    const benchmark = await measure(definition, { script });
    await this.book.remember({ engine: engine.id, key: benchmarkKey(engine, definition, script), benchmark });
  }
}
