/** Tables of a bench: for a terminal, and in Markdown between two marks of a page. */
import { objectiveLabels, type NetworkId } from './cases';
import { machineLine } from './machine';
import { peerLine } from './peer';
import type { BenchRecord, Timing } from './record';
import { compare, spread, type Spread } from './statistics';

const networkLabels: Readonly<Record<NetworkId, string>> = {
  xception: 'Xception',
  'efficientnet-b0': 'EfficientNet-B0',
  'small-cnn': 'Small CNN',
};

const headings = [
  'work',
  'engine',
  'batch',
  'ours, s',
  'peer, s',
  'ours / peer',
  'by round',
  'rounds',
  'peer',
] as const;
const textColumns: ReadonlySet<string> = new Set<(typeof headings)[number]>(['work', 'engine', 'peer']);

export const beginMark = '<!-- bench:begin -->';
export const endMark = '<!-- bench:end -->';

/** One row per timing, in the order of the headings. */
export function rowOf(timing: Timing): readonly string[] {
  const { network, objective, engine, batch, rounds, peerSet, device } = timing;
  const work = `${networkLabels[network]}, ${objectiveLabels[objective]}`;
  const counted = `${rounds.length} x ${rounds[0]?.ours.length ?? 0}`;
  if (peerSet === null) {
    const ours = spread(rounds.flatMap((round) => round.ours));
    return [work, engine, String(batch), seconds(ours), '-', '-', '-', counted, 'none'];
  }
  const { ours, peer, ratio, roundRatios } = compare(rounds);
  const byRound = `${Math.min(...roundRatios).toFixed(2)}-${Math.max(...roundRatios).toFixed(2)}`;
  const peerLabel = [device === 'cuda' ? 'CUDA' : 'CPU', ...(peerSet === 'avx2' ? ['held to AVX2'] : [])].join(', ');
  return [work, engine, String(batch), seconds(ours), seconds(peer), ratio.toFixed(2), byRound, counted, peerLabel];
}

/** The median, and the least and the most behind it. */
function seconds({ median, least, most }: Spread): string {
  return `${digits(median)} (${digits(least)}-${digits(most)})`;
}

function digits(value: number): string {
  return value >= 10 ? value.toFixed(1) : value >= 0.1 ? value.toFixed(2) : value.toFixed(4);
}

export function textTable(timings: readonly Timing[]): string {
  const rows = [headings, ...timings.map(rowOf)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return textColumns.has(headings[column] ?? '') ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return lines.join('\n');
}

/** The table, and what it was measured on. */
export function markdownSection(record: BenchRecord): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = headings.map((heading) => (textColumns.has(heading) ? '---' : '---:'));
  return [
    line(headings),
    line(rule),
    ...record.timings.map((timing) => line(rowOf(timing))),
    '',
    ...circumstances(record).map((text) => `- ${text}`),
  ].join('\n');
}

export function circumstances(record: BenchRecord): readonly string[] {
  const { date, commit, machine, peer, parameters, loadBefore, skipped } = record;
  const set = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
  return [
    `Measured ${date.slice(0, 10)}${commit === null ? '' : ` at commit ${commit}`}, load before it ${loadBefore.toFixed(2)}.`,
    `Machine: ${machineLine(machine)}.`,
    ...(peer ? [`Peer: ${peerLine(peer)}; as many threads as cores.`] : []),
    ...(set.length > 0 ? [`Set beside the defaults: ${set.join(', ')}.`] : []),
    ...skipped.map((text) => `Not timed: ${text}`),
  ];
}

/** The page with `section` in the place of what stood between the marks. Throws where the marks are not there in order. */
export function refreshPage(page: string, section: string): string {
  const begin = page.indexOf(beginMark);
  const end = page.indexOf(endMark);
  if (begin < 0 || end < begin) {
    throw new Error(`The page has no "${beginMark}" with an "${endMark}" after it. Put both back, each on a line.`);
  }
  return `${page.slice(0, begin + beginMark.length)}\n\n${section}\n\n${page.slice(end)}`;
}
