/** scores/stage-<k>/<task>.<split>.csv: every image's fake score, from which each metric can be computed again. */
import type { ScoreRow } from '../../core/training/training';

/** And `video`, where a mapping says which it is. */
const header = 'file,label,score';

/** Scores are written so that reading gives the same number: the shortest decimals that do. */
export function formatScores(rows: readonly ScoreRow[]): string {
  const hasVideos = rows.some(({ video }) => video !== undefined);
  const lines = rows.map(({ file, label, score, video }) => {
    const line = `${quote(file)},${label},${score}`;
    return hasVideos ? `${line},${quote(video ?? '')}` : line;
  });
  return [hasVideos ? `${header},video` : header, ...lines, ''].join('\n');
}

/** As RFC 4180 has it. */
export function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
