/** scores/stage-<k>/<task>.<split>.csv: every image's fake score, from which each metric can be computed again. */
import { AppError } from '../../shared/errors';
import type { ScoreRow } from '../../core/training/training';

const header = 'file,label,score';

/** Scores are written so that reading gives the same number: the shortest decimals that do. */
export function formatScores(rows: readonly ScoreRow[]): string {
  return [header, ...rows.map(({ file, label, score }) => `${quote(file)},${label},${score}`), ''].join('\n');
}

/** Throws AppError 'damaged' that names the file and the line. */
export function parseScores(text: string, path: string): ScoreRow[] {
  if (!text.startsWith(`${header}\n`)) throw new AppError('damaged', `"${path}" does not begin with "${header}".`);
  const rows: ScoreRow[] = [];
  // A name in quotes may hold commas, doubled quotes and line ends; the expression goes on where it ended.
  const line = /(?:"((?:[^"]|"")*)"|([^,"\n]*)),([01]),([^,\n]+)\n/y;
  line.lastIndex = header.length + 1;
  while (line.lastIndex < text.length) {
    const from = line.lastIndex;
    const match = line.exec(text);
    const score = Number(match?.[4]);
    if (match === null || !Number.isFinite(score)) {
      const shown = text.slice(from, from + 80).split('\n')[0] ?? '';
      throw new AppError('damaged', `"${path}" has a line that is not a file, a label and a score: ${shown}`);
    }
    rows.push({ file: match[1]?.replaceAll('""', '"') ?? match[2] ?? '', label: Number(match[3]), score });
  }
  return rows;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
