/** scores/stage-<k>/<task>.<split>.csv: every image's fake score, from which each metric can be computed again. */
import type { ScoreRow } from '../../core/training/training';

const header = 'file,label,score';

/** Scores are written so that reading gives the same number: the shortest decimals that do. */
export function formatScores(rows: readonly ScoreRow[]): string {
  return [header, ...rows.map(({ file, label, score }) => `${quote(file)},${label},${score}`), ''].join('\n');
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
