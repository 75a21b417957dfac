/** The events of a made-up run as a worker writes them, letter by letter: four stages of epochs with twenty points each. */
import type { TaskResult } from '../../../src/shared/event';
import { byMetric, scoreMetrics } from '../../../src/shared/metrics';
import type { MethodRecord } from '../../../src/shared/recipe';

/** As in a training: see `reportsPerEpoch` in core/training/loop/train-epoch.ts. */
export const pointsPerEpoch = 20;
const batchesPerEpoch = 100;

export interface RunOutline {
  readonly chain: readonly string[];
  readonly method: MethodRecord;
  /** Of the loss curves; a multiple of stages times points in an epoch. */
  readonly points: number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly startedAtMs: number;
}

/** The lines, in portions that may be written as they come. */
export function* eventText(run: RunOutline): Generator<string> {
  const { chain, points, random } = run;
  const epochs = Math.max(1, Math.round(points / chain.length / pointsPerEpoch));
  let sequence = 0;
  let timeMs = run.startedAtMs;
  const line = (body: object) => {
    sequence += 1;
    timeMs += 217;
    return `${JSON.stringify({ sequence, time: new Date(timeMs).toISOString(), body })}\n`;
  };
  const seconds = () => (timeMs - run.startedAtMs) / 1000;
  const started = { type: 'run/started', engine: 'wasm', device: 'Eight cores', resumed: false, processId: 4711 };
  yield line({ ...started, replicas: 1, microBatches: 1 });
  yield line({ type: 'stage/evaluated', stage: 0, results: resultsOf(run, 0) });
  for (const [index, task] of chain.entries()) {
    const stage = index + 1;
    yield line({ type: 'stage/started', stage, task, epochs, batchesPerEpoch });
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      let text = '';
      for (let point = 1; point <= pointsPerEpoch; point += 1) {
        const batch = (point * batchesPerEpoch) / pointsPerEpoch;
        const losses = lossesOf(run, stage, epoch / epochs);
        text += line({
          ...{ type: 'batches/ended', stage, epoch, batch, losses },
          imagesPerSecond: 80 + 20 * random(),
        });
      }
      const aucs = Object.fromEntries(chain.slice(0, stage).map((name) => [name, 0.6 + 0.4 * random()]));
      text += line({
        ...{ type: 'epoch/ended', stage, epoch, losses: lossesOf(run, stage, epoch / epochs), aucs },
        ...{ selectionScore: random(), isBest: epoch === epochs, elapsedSeconds: seconds(), secondsLeft: 1 },
      });
      yield text;
    }
    yield line({ type: 'stage/evaluated', stage, results: resultsOf(run, stage) });
    yield line({ type: 'stage/ended', stage, task, bestEpoch: epochs, weightsHash: hashText(random) });
  }
  yield line({ type: 'run/completed', elapsedSeconds: seconds() });
}

/** `total` first, as the schema of events puts it. */
function lossesOf({ method, random }: RunOutline, stage: number, share: number): Record<string, number> {
  const terms = stage === 1 ? method.terms.slice(0, 1) : method.terms;
  const values = terms.map(({ id }) => [id, (1.2 - share) * (0.8 + 0.4 * random())] as const);
  return { total: values.reduce((sum, [, value]) => sum + value, 0), ...Object.fromEntries(values) };
}

function resultsOf({ chain, random }: RunOutline, stage: number): TaskResult[] {
  const splits = ['val', 'test'] as const;
  return chain.flatMap((task, index) =>
    splits.map((split): TaskResult => {
      const auc = index < stage ? 0.7 + 0.3 * random() : 0.4 + 0.2 * random();
      return {
        ...{ stage, task, split },
        ...byMetric(scoreMetrics, ({ id }) => (id === 'videoAuc' ? null : auc)),
        aucInterval: { low: auc - 0.02, high: Math.min(1, auc + 0.02) },
        counts: { fake: 500, real: 500 },
        note: null,
      };
    }),
  );
}

function hashText(random: () => number): string {
  return Array.from({ length: 64 }, () => Math.floor(16 * random()).toString(16)).join('');
}
