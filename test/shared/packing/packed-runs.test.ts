/** The list of runs as it crosses: the same runs on the other side, what they share once, and nothing from a damaged list. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../src/shared/codec';
import { runPacking } from '../../../src/shared/packing/packed-runs';
import { RunSummary } from '../../../src/shared/run';
import { byMetric, matrixMetrics } from '../../../src/shared/metrics';

const auc = fc.option(fc.double({ noNaN: true, min: 0, max: 1 }), { nil: null });
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const text = fc.string({ maxLength: 12 });

/** Any run that the schema lets through; its matrix may be cut short, as those of older versions. */
const anyRun: fc.Arbitrary<RunSummary> = fc
  .record(
    {
      id: fc.stringMatching(/^[a-z0-9][a-z0-9-]{2,20}$/),
      ...{ name: text, tags: fc.array(text, { maxLength: 3 }), notes: text, folder: text },
      ...{ experimentId: text, experimentName: text, chain: fc.array(text, { maxLength: 3 }) },
      archived: fc.boolean(),
      recipe: fc.record({
        ...{ method: fc.constantFrom('cored', 'ft'), network: fc.constant('small-cnn') },
        parameters: fc.dictionary(text, fc.oneof(number, text, fc.boolean()), { maxKeys: 3 }),
      }),
      method: fc.record({
        ...{ label: text, terms: fc.constant([]), baseline: fc.constant(null), lossHint: fc.constant(null) },
        rowHint: text,
      }),
      ...{ seed: fc.nat(), engineWish: fc.constant('auto' as const), engine: fc.constantFrom(null, 'wasm' as const) },
      state: fc.constantFrom('queued' as const, 'training' as const, 'failed' as const, 'complete' as const),
      error: fc.option(fc.record({ code: fc.constant('internal' as const), message: text }), { nil: null }),
      ...{ createdAt: text, endedAt: fc.option(text, { nil: null }), seconds: number },
      progress: fc.option(
        fc.record({
          ...{ stage: fc.nat(9), epoch: fc.nat(99), epochs: fc.nat(99), share: number },
          ...{ imagesPerSecond: auc, secondsLeft: auc },
        }),
        { nil: null },
      ),
      losses: fc.option(fc.record({ total: number, kd: number }, { requiredKeys: ['total'] }), { nil: null }),
      reportedSplit: fc.constantFrom('val' as const, 'test' as const),
      matrix: fc.array(fc.array(auc, { maxLength: 3 }), { maxLength: 3 }),
      beforeTraining: fc.array(auc, { maxLength: 3 }),
      startStage: fc.integer({ min: 1, max: 4 }),
      ...byMetric(matrixMetrics, () => auc),
    },
    {
      requiredKeys: [
        ...(['id', 'name', 'tags', 'notes', 'folder', 'experimentId', 'experimentName', 'chain', 'recipe'] as const),
        ...(['method', 'seed', 'engineWish', 'engine', 'state', 'error', 'createdAt', 'endedAt', 'seconds'] as const),
        ...(['progress', 'losses', 'reportedSplit', 'matrix', 'beforeTraining'] as const),
        ...matrixMetrics.map(({ id }) => id),
      ],
    },
  )
  .map((run) => RunSummary.parse(run));

const crossed = (packed: unknown): RunSummary[] => {
  const { schema, unpack } = runPacking;
  return unpack(schema.parse(decode(encode(packed))));
};

describe('runs that are packed', () => {
  it('are the same on the other side of the wire', () => {
    fc.assert(
      fc.property(fc.array(anyRun, { maxLength: 8 }), (runs) => {
        expect(crossed(runPacking.pack(runs))).toStrictEqual(runs);
      }),
      { numRuns: 60 },
    );
  });

  it('carry what many of them share once', () => {
    const [run] = fc.sample(anyRun, { numRuns: 1, seed: 3 });
    const runs = Array.from({ length: 500 }, (_, index) => RunSummary.parse({ ...run, id: `run-${index}` }));
    const bytes = encode(runPacking.pack(runs)).length;
    expect(bytes).toBeLessThan(encode(runs).length / 3);
    const [first, second] = crossed(runPacking.pack(runs));
    expect(second?.recipe).toBe(first?.recipe);
  });

  it('are refused when a column is cut off', () => {
    const packed = runPacking.pack(fc.sample(anyRun, { numRuns: 3, seed: 5 }));
    for (const key of Object.keys(packed.columns)) {
      const none = runPacking.pack([]).columns[key];
      expect(() => crossed({ ...packed, columns: { ...packed.columns, [key]: none } }), key).toThrow(/cut off/);
    }
  });
});
