/** The engines of this machine: listed with what was measured, measured on demand, and chosen for `auto`. */
import { listEngines, type EngineFacts } from '../../engine/list-engines';
import { definitionOf } from '../../engine/open-engine';
import { markChoice, unmeasured } from '../../engine/benchmark/choose-engine';
import { runBenchmark } from '../../engine/benchmark/run-benchmark';
import { AppError } from '../../shared/errors';
import type { EngineInfo, EngineMeasuring, TrainingWork } from '../../shared/machine';
import type { EngineId, EngineWish } from '../../shared/recipe';
import { isAlike, speedIn, workText } from '../../shared/training-work';
import { BenchmarkBook } from './benchmark-book';
import { benchmarkKey } from './benchmark-key';
import { engineSpeeds } from './engine-speeds';
import { partsOf, standardWorks } from './training-works';

export interface EngineDeskOptions {
  /** The built benchmark.js. */
  readonly script: string;
  /** The file of remembered benchmarks. */
  readonly benchmarksPath: string;
  /** What could not be read or written, in words. */
  onProblem(message: string): void;
  /** What is known after each benchmark, and what is measured now; null when it is over. */
  onChange?(engines: readonly EngineInfo[], measuring: EngineMeasuring | null): void;
  /** Injected by tests. */
  readonly list?: () => Promise<readonly EngineFacts[]>;
  readonly measure?: typeof runBenchmark;
}

type Tell = (message: string) => Promise<void>;

export class EngineDesk {
  private readonly book: BenchmarkBook;
  private measuring: Promise<EngineInfo[]> | null = null;

  constructor(private readonly options: EngineDeskOptions) {
    this.book = new BenchmarkBook(options.benchmarksPath, options.onProblem);
  }

  /** Cheap: nothing is loaded or measured. With the speeds in the large networks, in `work`, and in what else is remembered. */
  async list(work?: TrainingWork): Promise<EngineInfo[]> {
    const { list = listEngines, script } = this.options;
    const remembered = await Promise.all(
      (await list()).map(async (facts) => ({
        facts,
        benchmarks: facts.available
          ? await this.book.of(facts.id, benchmarkKey(facts, definitionOf(facts.id), script))
          : [],
      })),
    );
    return markChoice(engineSpeeds(remembered, work ? withWork(standardWorks(), work) : standardWorks()));
  }

  /** Measures every engine that is available in each large network, one after the other, and remembers. A second call joins the first. */
  measureAll(): Promise<EngineInfo[]> {
    this.measuring ??= this.measure(standardWorks(), (engines) => engines.filter(({ available }) => available)).finally(
      () => {
        this.measuring = null;
      },
    );
    return this.measuring;
  }

  /**
   * The engine that a wish means; for `auto`, what has never been measured by such a training is measured first, and `tell` hears
   * of it. Throws AppError('unavailable') when none works, which says why of each.
   */
  async settle(wish: EngineWish, work: TrainingWork, tell: Tell): Promise<EngineId> {
    if (wish !== 'auto') return wish;
    let engines = await this.list(work);
    const missing = unmeasured(engines, work);
    if (missing.length > 0) {
      const names = missing.map(({ id }) => id).join(' and ');
      await tell(`Measuring ${names} once by steps of ${workText(work)}, to take the fastest.`);
      engines = await this.measure([work], (known) => unmeasured(known, work));
      await this.tellFailures(engines, { work, tell });
    }
    const chosen = engines.find((engine) => (speedIn(work, engine)?.auto ?? null) !== null);
    if (chosen !== undefined) return chosen.id;
    const reasons = engines.map((engine) => `${engine.id}: ${whyFailed(engine, work) ?? engine.detail}`);
    throw new AppError('unavailable', `No engine works on this machine. ${reasons.join(' ')}`);
  }

  private async tellFailures(
    engines: readonly EngineInfo[],
    { work, tell }: { work: TrainingWork; tell: Tell },
  ): Promise<void> {
    for (const engine of engines) {
      const failure = whyFailed(engine, work);
      if (failure !== null) await tell(`Engine "${engine.id}" is not taken. ${failure}`);
    }
  }

  private measure(
    works: readonly TrainingWork[],
    choose: (engines: readonly EngineInfo[]) => EngineInfo[],
  ): Promise<EngineInfo[]> {
    const [work] = works;
    return this.book.alone(async () => {
      // Looked at again under the lock: another process may have measured meanwhile.
      const wanted = choose(await this.list(work));
      // An emulated GPU is slow, and what comes before it says how slow is not worth waiting for.
      const ordered = wanted.toSorted((a, b) => Number(a.isSoftware) - Number(b.isSoftware));
      for (const each of works) {
        for (const engine of ordered) await this.measureOne(engine, each);
      }
      const engines = await this.list(work);
      this.options.onChange?.(engines, null);
      return engines;
    });
  }

  private async measureOne(engine: EngineInfo, work: TrainingWork): Promise<void> {
    const { script, onChange, measure = runBenchmark } = this.options;
    const { id } = engine;
    const known = await this.list(work);
    onChange?.(known, { engine: id, work });
    const asked = { engine: id, work, parts: await partsOf(work, id), fastest: fastestIn(work, known) };
    const benchmark = await measure(asked, { script });
    await this.book.remember({
      engine: id,
      key: benchmarkKey(engine, definitionOf(id), script),
      work,
      benchmark,
    });
  }
}

/** In the place of the training that it is like, else behind the others. */
function withWork(works: readonly TrainingWork[], work: TrainingWork): TrainingWork[] {
  const others = works.map((other) => (isAlike(other, work) ? work : other));
  return others.includes(work) ? others : [...others, work];
}

/** Images a second of the engine that `auto` would take by now. */
function fastestIn(work: TrainingWork, engines: readonly EngineInfo[]): number | null {
  const taken = engines.map((engine) => speedIn(work, engine)).find((speed) => (speed?.auto ?? null) !== null);
  return taken?.benchmark?.outcome === 'measured' ? taken.benchmark.imagesPerSecond : null;
}

function whyFailed(engine: EngineInfo, work: TrainingWork): string | null {
  const benchmark = speedIn(work, engine)?.benchmark;
  return benchmark?.outcome === 'failed' ? benchmark.message : null;
}
