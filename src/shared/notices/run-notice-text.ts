/** What a notification says of a run: what happened first, then what a person wants to know next. */
import { formatCount, formatScore } from '../format';
import { mainMatrixMetrics } from '../metrics';
import { stallMs, type RunNotice } from './run-watch';

/** A system cuts longer texts off where it likes. */
const mostLetters = 240;

export function runNoticeText({ what, run }: RunNotice): { title: string; body: string } {
  const name = `${run.experimentName}, ${run.name}`;
  switch (what) {
    case 'complete':
      return { title: `Complete: ${name}`, body: resultText(run) };
    case 'failed':
      return { title: `Failed: ${name}`, body: shortened(run.error?.message ?? 'Its log says why.') };
    case 'interrupted':
      return {
        title: `Interrupted: ${name}`,
        body: shortened(`${run.error?.message ?? 'Its process is gone.'} It can be resumed.`),
      };
    case 'stalled':
      return {
        title: `No word from: ${name}`,
        body: `Its training has reported nothing for ${stallMs / 60_000} minutes. It may be scoring many images, or it hangs.`,
      };
  }
}

function resultText(run: RunNotice['run']): string {
  const known = mainMatrixMetrics.filter(({ id }) => run[id] !== null);
  const scores = known.map(({ id, label }) => `${label} ${formatScore(run[id])}`);
  return `Over ${formatCount(run.chain.length, 'task')}: ${scores.join(', ') || 'no scores'}.`;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= mostLetters ? line : `${line.slice(0, mostLetters - 1)}…`;
}
