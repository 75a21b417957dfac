import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsIn, parseEventLine } from '../../../src/main/runs/event-line';
import { RunEvent, type RunEventBody } from '../../../src/shared/event';
import { readEvents } from '../../../src/shared/reading/read-events';
import { unreadReading } from '../../../src/shared/reading/run-reading';
import { batches, eventsOf, evaluated, started, stageStarted } from '../../fixtures/run-file';

const path = 'runs/run-a/events.jsonl';
/** As EventLog writes them. */
const written = (bodies: readonly RunEventBody[]) =>
  Buffer.from(
    eventsOf(bodies)
      .map((event) => `${JSON.stringify(RunEvent.parse(event))}\n`)
      .join(''),
  );

const value = fc.double({ noNaN: true, noDefaultInfinity: true });
const point = fc
  .tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9 }), value, value)
  .map(([stage, epoch, batch, total, term]): RunEventBody => ({
    ...{ type: 'batches/ended', stage, epoch, batch, imagesPerSecond: Math.abs(term) },
    losses: { total, 'a-term': term },
  }));
/** One of the tasks has letters that are no bytes, and one has no AUC. */
const epochEnd = fc
  .tuple(
    fc.integer({ min: 1, max: 3 }),
    value,
    fc.constantFrom('alpha', 'bêta', 'c "d"', 'Face2Face c23'),
    fc.boolean(),
  )
  .map(([epoch, number, task, isBest]): RunEventBody => ({
    ...{ type: 'epoch/ended', stage: 1, epoch, losses: { total: number, 'a-term': number }, isBest },
    ...{ aucs: { [task]: number, other: null }, selectionScore: isBest ? number : null },
    ...{ elapsedSeconds: Math.abs(number), secondsLeft: 3 },
  }));
const body = fc.oneof(
  { weight: 6, arbitrary: point },
  { weight: 2, arbitrary: epochEnd },
  fc.constantFrom<RunEventBody>(
    ...[started, stageStarted(1), stageStarted(2), evaluated(1, [0.9, 0.5])],
    { type: 'log/written', level: 'info', message: 'Ünïcode, "quoted"' },
    { type: 'run/stopped' },
    { type: 'run/completed', elapsedSeconds: 9 },
  ),
);

it('reads points and ends of epochs without a schema to the same values, to the last bit', () => {
  fc.assert(
    fc.property(fc.array(body, { maxLength: 30 }), (bodies) => {
      const bytes = written(bodies);
      const lines = bytes.toString('utf8').split('\n').filter(Boolean);
      expect(eventsIn(bytes, path)).toEqual(lines.map((line) => parseEventLine(line, path)));
    }),
  );
});

it('skips points without changing anything but the curves', () => {
  fc.assert(
    fc.property(fc.array(body, { maxLength: 40 }), (bodies) => {
      const run = { chain: ['alpha', 'beta'], acceptsGaps: true };
      const readingOf = (skipsPoints: boolean) => {
        const events = eventsIn(written(bodies), path, { skipsPoints });
        return { ...readEvents(unreadReading(run), events, run).reading, lossPoints: [], outdated: null };
      };
      expect(readingOf(true)).toEqual(readingOf(false));
    }),
  );
});

it('leaves one point of each row of an epoch when it skips', () => {
  const bodies = [1, 2].flatMap((epoch) => [1, 2, 3].map((batch) => batches(1, epoch, batch, 0.5)));
  expect(eventsIn(written(bodies), path, { skipsPoints: true }).map(({ sequence }) => sequence)).toEqual([3, 6]);
});

describe.each([true, false])('with skipsPoints %s', (skipsPoints) => {
  it.each([
    ['a value that is no number', '"total":0.5', '"total":"0.5"'],
    ['a torn line', '"imagesPerSecond":100}}', '"imagesP'],
    ['no total', '"total":0.5,', ''],
  ])('names the file when a point has %s', (_, from, to) => {
    const text = written([batches(1, 1, 1, 0.5), batches(1, 1, 2, 0.25)])
      .toString()
      .replace(from, to);
    expect(() => eventsIn(Buffer.from(text), path, { skipsPoints })).toThrow(path);
  });
});
