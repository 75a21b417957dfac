/** The records of a .wandb file as protocol buffers: wandb/proto/wandb_internal.proto. */
import { ProtobufMessage } from '../../../shared/protobuf-message';
import type { TrackedRun, StepUnit } from '../tracked-run';
import { historyRows, type HistoryRow } from './history';

/** Field numbers of Record. */
const kind = { history: 2, summary: 3, config: 5, files: 6, metric: 12, run: 17, exit: 18, header: 21 } as const;

/** In their order, numbered from 1. `files` lie in the folder `files` beside. */
export function recordsOf(run: TrackedRun, { id, files }: { id: string; files: readonly string[] }): Uint8Array[] {
  const rows = historyRows(run.series);
  const bodies: (readonly [number, ProtobufMessage])[] = [
    [kind.header, new ProtobufMessage().message(1, new ProtobufMessage().text(1, 'cored-workbench').text(2, '0.14.0'))],
    [kind.run, runRecord(run, id)],
    [kind.files, listOf(files, (path) => new ProtobufMessage().text(1, path))],
    ...metricRecords(run).map((metric) => [kind.metric, metric] as const),
    ...rows.map((row, index) => [kind.history, historyRecord(row, { index, startedMs: run.startedMs })] as const),
    [kind.summary, summaryRecord(run, rows)],
    ...(run.endedMs === null ? [] : [[kind.exit, exitRecord(run, run.endedMs)] as const]),
  ];
  return bodies.map(([field, body], index) =>
    new ProtobufMessage()
      .int(1, index + 1)
      .message(field, body)
      .finish(),
  );
}

function runRecord({ summary, parameters, facts, startedMs }: TrackedRun, id: string): ProtobufMessage {
  const config = listOf(Object.entries({ ...parameters, facts }), ([key, value]) => item(key, value));
  const started = new ProtobufMessage().int(1, Math.floor(startedMs / 1000)).int(2, (startedMs % 1000) * 1_000_000);
  const record = new ProtobufMessage().text(1, id).text(3, summary.experimentId).message(4, config);
  record.text(6, summary.method.label).text(8, summary.name).text(9, summary.notes);
  for (const tag of summary.tags) record.text(10, tag);
  return record.message(17, started);
}

/** What each group of series is drawn over. */
function metricRecords({ series }: TrackedRun): ProtobufMessage[] {
  const groups = new Map<string, StepUnit>(series.map(({ name, unit }) => [name.split('/', 1)[0] ?? name, unit]));
  const hidden = new ProtobufMessage().int(2, 1).int(3, 1);
  const synced = new ProtobufMessage().int(1, 1).int(3, 1);
  return [
    ...[...new Set(groups.values())].map((unit) => new ProtobufMessage().text(1, unit).message(6, hidden)),
    ...[...groups].map(([group, unit]) => new ProtobufMessage().text(2, `${group}/*`).text(4, unit).message(6, synced)),
  ];
}

function historyRecord(
  { unit, step, timeMs, values }: HistoryRow,
  { index, startedMs }: { index: number; startedMs: number },
): ProtobufMessage {
  const entries: [string, number][] = [[unit, step], ...values, ...timesOf(timeMs, { index, startedMs })];
  const record = listOf(entries, ([key, value]) => nested(key, value));
  return record.message(2, new ProtobufMessage().int(1, index));
}

/** The last value of each series. */
function summaryRecord({ series, startedMs }: TrackedRun, rows: readonly HistoryRow[]): ProtobufMessage {
  const last = series.flatMap(({ name, points }): [string, number][] => {
    const point = points.at(-1);
    return point === undefined ? [] : [[name, point.value]];
  });
  const times = timesOf(rows.at(-1)?.timeMs ?? startedMs, { index: Math.max(0, rows.length - 1), startedMs });
  return listOf([...last, ...times], ([key, value]) => nested(key, value));
}

function timesOf(timeMs: number, { index, startedMs }: { index: number; startedMs: number }): [string, number][] {
  return [
    ['_timestamp', timeMs / 1000],
    ['_runtime', (timeMs - startedMs) / 1000],
    ['_step', index],
  ];
}

function exitRecord({ summary, startedMs }: TrackedRun, endedMs: number): ProtobufMessage {
  const code = summary.state === 'complete' ? 0 : 1;
  return new ProtobufMessage().int(1, code).int(2, Math.round((endedMs - startedMs) / 1000));
}

/** A message whose field 1 is repeated. */
function listOf<Item>(items: readonly Item[], write: (item: Item) => ProtobufMessage): ProtobufMessage {
  const list = new ProtobufMessage();
  for (const one of items) list.message(1, write(one));
  return list;
}

function item(key: string, value: unknown): ProtobufMessage {
  return new ProtobufMessage().text(1, key).text(16, JSON.stringify(value));
}

/** The key as a path of one part: a slash in it says nothing. */
function nested(key: string, value: number): ProtobufMessage {
  return new ProtobufMessage().text(2, key).text(16, JSON.stringify(value));
}
