/** Offline runs of Weights & Biases, their records read back by a reader of protocol buffers. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { messagesIn, readProtobuf, textsIn, type ProtobufFields } from '../../../fixtures/read-protobuf';
import { expectedValues, exportedRunIds, ExportedRuns } from '../exported-runs';

let runs: ExportedRuns;
let files: readonly string[];
beforeAll(async () => {
  runs = await ExportedRuns.open('wandb');
  ({ files } = await runs.export('wandb'));
});
afterAll(() => runs.close());

/** These runs are smaller than a block: each record is one piece. */
async function recordsOf(path: string): Promise<ProtobufFields[]> {
  const bytes = await readFile(path);
  expect(bytes.length).toBeLessThan(32_768);
  const records: ProtobufFields[] = [];
  for (let at = 7; at < bytes.length;) {
    const length = bytes.readUInt16LE(at + 4);
    records.push(readProtobuf(bytes.subarray(at + 7, at + 7 + length)));
    at += 7 + length;
  }
  return records;
}

/** The items of a history, summary or config: their key, or the one part of it, and the value. */
function itemsOf(message: ProtobufFields): Map<string, unknown> {
  const entries = messagesIn(message, 1).map((one): [string, unknown] => {
    const [key = textsIn(one, 2)[0]] = textsIn(one, 1);
    return [String(key), JSON.parse(String(textsIn(one, 16)[0]))];
  });
  return new Map(entries);
}

it('lie where wandb sync looks for them', () => {
  for (const file of files) {
    expect(basename(dirname(file))).toMatch(/^offline-run-\d{8}_\d{6}-[0-9a-f]{16}$/);
    expect(dirname(dirname(file))).toBe(join(runs.to, 'wandb'));
  }
});

it('hold every number that is shown of a run, each over what its steps count', async () => {
  for (const [index, runId] of exportedRunIds.entries()) {
    const records = await recordsOf(files[index] ?? '');
    expect(records.map((record) => Number(record.get(1)?.[0]))).toEqual(records.map((_, place) => place + 1));
    const found = new Map<string, unknown>();
    const rows = records.flatMap((record) => messagesIn(record, 2)).map(itemsOf);
    expect(rows.map((row) => row.get('_step'))).toEqual(rows.map((_, place) => place));
    for (const row of rows) {
      const unit = ['update', 'epoch', 'stage'].find((one) => row.has(one)) ?? '';
      for (const [key, value] of row) found.set(`${key} ${String(row.get(unit))}`, value);
    }
    for (const [key, value] of await expectedValues(runs, runId)) expect(found.get(key), key).toBe(value);
    const globs = records
      .flatMap((record) => messagesIn(record, 12))
      .map((metric) => [textsIn(metric, 2)[0], textsIn(metric, 4)[0]]);
    expect(globs).toContainEqual(['loss/*', 'update']);
    expect(globs).toContainEqual(['test-auc/*', 'stage']);
  }
});

it('sum a run up by its last values, and say how it ended', async () => {
  for (const [index, runId] of exportedRunIds.entries()) {
    const [records, shown] = [await recordsOf(files[index] ?? ''), await runs.shown(runId)];
    const [summary = new Map()] = records.flatMap((record) => messagesIn(record, 3)).map(itemsOf);
    expect(summary.get('chain/averageAuc')).toBe(shown.averageAuc);
    expect(summary.get('chain/forgetting')).toBe(shown.forgetting);
    const [exit] = records.flatMap((record) => messagesIn(record, 18));
    expect(exit?.get(1)).toEqual([0n]);
    const [run = new Map()] = records.flatMap((record) => messagesIn(record, 17));
    const config = messagesIn(run, 4).map(itemsOf)[0];
    expect(config?.get('facts')).toMatchObject({ run: runId, split: shown.reportedSplit });
    for (const [key, value] of Object.entries(shown.parameters)) expect(config?.get(key)).toBe(value);
  }
});
