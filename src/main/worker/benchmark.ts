/**
 * One process of an engine's benchmark: `benchmark.js <engine> <share>` loads the engine, waits for the start message, measures
 * its share of the training's batch and reports.
 * It is started with a channel, and ends when whoever started it is gone.
 */
import { definitionOf, describeOpened, openEngine } from '../../engine/open-engine';
import { measureBenchmark } from '../../engine/benchmark/measure-benchmark';
import { BenchmarkShare, goMessage, type BenchmarkMessage } from '../../engine/benchmark/benchmark-messages';
import { toAppError } from '../../shared/errors';
import { EngineId } from '../../shared/recipe';

process.on('disconnect', () => process.exit(1));

const go = new Promise<void>((resolve) => {
  process.on('message', (message) => {
    if (message === goMessage) resolve();
  });
});

try {
  const { id } = definitionOf(EngineId.parse(process.argv[2]));
  const share = BenchmarkShare.parse(JSON.parse(process.argv[3] ?? ''));
  await openEngine(id, { precision: share.precision });
  const { name, isSoftware = false } = await describeOpened(id);
  tell({ type: 'ready', device: name, isSoftware });
  await go;
  tell({ type: 'measured', ...(await measureBenchmark(share)) });
} catch (error) {
  tell({ type: 'failed', message: toAppError(error).message });
}

function tell(message: BenchmarkMessage): void {
  process.send?.(message);
}
