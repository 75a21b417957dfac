/** Event files, read back by a reader of their records of our own. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crc32c } from '../../../../src/main/trackers/tensorboard/crc32c';
import { messagesIn, readProtobuf, textsIn, type ProtobufFields } from '../../../fixtures/read-protobuf';
import { oldRuns } from '../../../fixtures/old-workspace';
import { expectedValues, exportedRunIds, ExportedRuns } from '../exported-runs';

let runs: ExportedRuns;
let files: readonly string[];
beforeAll(async () => {
  runs = await ExportedRuns.open('tensorboard');
  ({ files } = await runs.export('tensorboard'));
});
afterAll(() => runs.close());

/** The content of each record; throws where a checksum is wrong. */
function recordsOf(bytes: Buffer): Uint8Array[] {
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    const content = bytes.subarray(at + 12, at + 12 + length);
    expect(unmasked(bytes.readUInt32LE(at + 8))).toBe(crc32c(bytes.subarray(at, at + 8)));
    expect(unmasked(bytes.readUInt32LE(at + 12 + length))).toBe(crc32c(content));
    records.push(content);
    at += 12 + length + 4;
  }
  return records;
}

/** As the format's own reader undoes it: turned left by 15 once the constant is taken off. */
function unmasked(checksum: number): number {
  const turned = (checksum - 0xa282ead8) >>> 0;
  return ((turned >>> 17) | (turned << 15)) >>> 0;
}

function valuesIn(events: readonly ProtobufFields[]): { event: ProtobufFields; value: ProtobufFields }[] {
  return events.flatMap((event) =>
    messagesIn(event, 5)
      .flatMap((summary) => messagesIn(summary, 1))
      .map((value) => ({ event, value })),
  );
}

async function eventsIn(path: string | undefined): Promise<ProtobufFields[]> {
  return recordsOf(await readFile(path ?? '')).map(readProtobuf);
}

it('computes the checksums of RFC 3720', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd794e);
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});

it('lie in a folder for each run, one file a run, and are written again under the same name', async () => {
  expect(files.map((file) => dirname(file))).toEqual(exportedRunIds.map((id) => join(runs.to, id)));
  expect(files.map((file) => basename(file))).toEqual(
    exportedRunIds.map(() => expect.stringMatching(/^events\.out\.tfevents\.\d{10}\.cored$/)),
  );
  const before = await readFile(files[0] ?? '');
  expect((await runs.export('tensorboard')).files).toEqual(files);
  expect((await readFile(files[0] ?? '')).equals(before)).toBe(true);
});

it('hold every number that is shown of a run, as 32-bit floats', async () => {
  for (const [index, runId] of exportedRunIds.entries()) {
    const events = await eventsIn(files[index]);
    expect(textsIn(events[0] ?? new Map(), 3)).toEqual(['brain.Event:2']);
    const found = new Map<string, unknown>();
    for (const { event, value } of valuesIn(events)) {
      const [scalar] = value.get(2) ?? [];
      if (scalar !== undefined) found.set(`${String(textsIn(value, 1)[0])} ${String(event.get(2)?.[0] ?? 0)}`, scalar);
    }
    const expected = await expectedValues(runs, runId);
    expect(expected.size).toBeGreaterThan(20);
    for (const [key, value] of expected) expect(found.get(key), key).toBe(Math.fround(value));
  }
});

it('tell times of the training, the recipe and the AUC matrix', async () => {
  const [events, shown] = [await eventsIn(files[1]), await runs.shown(oldRuns.cored)];
  const { summary } = await runs.detail(oldRuns.cored);
  const values = valuesIn(events);
  const [first, last] = [Date.parse(summary.createdAt) / 1000, Date.parse(summary.endedAt ?? '') / 1000];
  for (const { event } of values) {
    expect(event.get(1)?.[0]).toBeGreaterThanOrEqual(first);
    expect(event.get(1)?.[0]).toBeLessThanOrEqual(last);
  }
  const named = (tag: string) => values.filter(({ value }) => textsIn(value, 1)[0] === tag).map(({ value }) => value);
  const [matrix] = named('run/aucMatrix')
    .flatMap((value) => messagesIn(value, 8))
    .flatMap((tensor) => textsIn(tensor, 8));
  for (const auc of shown.matrix.flat()) expect(matrix).toContain(` ${String(auc)} |`);
  const [start] = named('_hparams_/session_start_info')
    .flatMap((value) => messagesIn(value, 9))
    .flatMap((metadata) => messagesIn(metadata, 1))
    .flatMap((plugin) => messagesIn(plugin, 2))
    .flatMap((data) => messagesIn(data, 3));
  const parameters = messagesIn(start ?? new Map(), 1).map((entry): [unknown, unknown] => {
    const [value = new Map()] = messagesIn(entry, 2);
    return [textsIn(entry, 1)[0], value.get(2)?.[0] ?? textsIn(value, 3)[0] ?? value.get(4)?.[0] === 1n];
  });
  const expected = { method: 'cored', network: 'small-cnn', seed: 1, chain: 'alpha, beta', ...shown.parameters };
  expect(Object.fromEntries(parameters)).toEqual(expected);
});
