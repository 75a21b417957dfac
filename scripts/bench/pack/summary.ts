/** The page of what a pack measured: each part's outcome, ratios beside their goals, and the bench's own tables. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { networkLabels, objectiveLabels } from '../cases';
import { BenchRecord } from '../record';
import { markdownSection } from '../report';
import { compare } from '../statistics';
import { markdownTable, type Table } from '../table';
import type { Part } from './parts';

export interface PartResult {
  readonly part: Part;
  readonly seconds: number;
  /** Null when it ended well. */
  readonly failure: string | null;
}

export interface RunFacts {
  readonly vulkan: string;
  readonly isRehearsal: boolean;
  readonly seconds: number;
}

/** `output`: where the parts left their JSON and logs. */
export async function summaryPage(output: string, results: readonly PartResult[], facts: RunFacts): Promise<string> {
  const records: BenchRecord[] = [];
  const goals: string[][] = [];
  for (const { part } of results) {
    const record = await recordOf(output, part);
    if (!record) continue;
    records.push(record);
    if (part.goal) goals.push(...goalRows(record, part.goal));
  }
  const outcomes = await Promise.all(results.map((result) => outcomeRow(output, result)));
  const small = facts.isRehearsal ? ' It was a rehearsal on small networks: no figure of it is a measurement.' : '';
  return [
    '# What the pack measured',
    `${facts.seconds.toFixed(0)} s in all; ${facts.vulkan}.${small}`,
    markdownTable({ headings: ['part', 's', 'outcome'], texts: new Set(['part', 'outcome']), rows: outcomes }),
    markdownTable(goalTable(goals)),
    ...records.map(markdownSection),
    '',
  ].join('\n\n');
}

function goalTable(rows: readonly (readonly string[])[]): Table {
  const headings = ['work', 'engine', 'batch', 'set', 'ours / fastest PyTorch', 'reach', 'aim', 'stood against'];
  return { headings, texts: new Set(['work', 'engine', 'set', 'stood against']), rows };
}

function goalRows({ timings, parameters }: BenchRecord, { reach, aim }: NonNullable<Part['goal']>): string[][] {
  return timings.map(({ network, objective, engine, batch, rounds, peerSet, torch, setting, device }) => {
    const ratio = peerSet === null ? 'no PyTorch' : compare(rounds).ratio.toFixed(2);
    const peer =
      torch === null ? '' : `PyTorch ${torch}, ${setting ?? 'default'}, ${device === 'cuda' ? 'CUDA' : 'CPU'}`;
    const set = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
    const work = `${networkLabels[network]}, ${objectiveLabels[objective]}`;
    return [work, engine, String(batch), set.join(', '), ratio, String(reach), String(aim), peer];
  });
}

/** What became of a part; of one that failed or gave nothing, why. */
async function outcomeRow(output: string, { part, seconds, failure }: PartResult): Promise<string[]> {
  const log = join(output, `${part.name}.log`);
  const lines = existsSync(log) ? (await readFile(log, 'utf8')).trim().split('\n') : [];
  const row = (outcome: string) => [part.name, seconds.toFixed(0), outcome.replaceAll('|', '/').slice(0, 400)];
  if (failure !== null) return row([failure, ...reasons(lines)].join('. '));
  if (part.name === 'golden') return row(lines.at(-1) ?? '');
  const record = await recordOf(output, part);
  if (record && part.goal && record.timings.length === 0) return row(`skipped: ${record.skipped.join(' ')}`);
  return row('done');
}

/** What failed, and the error that a program ended with; else what it printed last. */
function reasons(lines: readonly string[]): string[] {
  const failed = lines.findLast((line) => /^(Failed|failed): /.test(line));
  const thrown = lines.findLast((line) => /^\w*Error: /.test(line));
  const known = [failed, thrown].filter((line) => line !== undefined);
  return known.length > 0 ? [...new Set(known)] : lines.slice(-1);
}

/** Null for a part that left none. */
async function recordOf(output: string, { name, program }: Part): Promise<BenchRecord | null> {
  const path = join(output, `${name}.json`);
  if (program !== 'pack-bench.js' || !existsSync(path)) return null;
  return BenchRecord.parse(JSON.parse(await readFile(path, 'utf8')));
}
