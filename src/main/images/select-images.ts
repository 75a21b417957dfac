/** Which images of a score file a person wants to see, and in which order. */
import { isRight, type ImageList, type ImageRow, type ImageWish } from '../../shared/images';
import { videoOfFrame } from '../../shared/metrics/video-of-frame';
import type { VideoRule } from '../../shared/metrics/video-rules';
import type { FrameScore } from '../../shared/metrics/video-scores';
import { classNames, type ClassName } from '../../shared/task';

export interface ScoresToSelect {
  readonly now: readonly FrameScore[];
  /** Of the earlier stage; null where none is compared with. */
  readonly earlier: readonly FrameScore[] | null;
  readonly videoRule: VideoRule;
}

export function selectImages(scores: ScoresToSelect, wish: ImageWish): ImageList {
  const rows = rowsOf(scores);
  const video = wish.video.trim().toLowerCase();
  const fitting = rows.filter((row) => isShown(row, wish) && (video === '' || row.video.toLowerCase().includes(video)));
  const sorted = sortRows(fitting, wish);
  return { rows: sorted.slice(wish.offset, wish.offset + wish.limit), total: fitting.length, images: rows.length };
}

function rowsOf({ now, earlier, videoRule }: ScoresToSelect): ImageRow[] {
  const before = new Map(earlier?.map(({ file, score }) => [file, score]));
  return now.map(({ file, label, score, video }) => ({
    file,
    className: classOfLabel(label),
    score: numberOrNull(score),
    before: numberOrNull(before.get(file)),
    video: video ?? videoOfFrame(file, videoRule),
  }));
}

export function classOfLabel(label: number): ClassName {
  return classNames[label] ?? 'fake';
}

export function numberOrNull(score: number | undefined): number | null {
  return score === undefined || Number.isNaN(score) ? null : score;
}

function isShown(row: ImageRow, wish: ImageWish): boolean {
  const { className, score } = row;
  if (wish.className !== null && className !== wish.className) return false;
  if (wish.from > 0 || wish.to < 1) {
    if (score === null || score < wish.from || score > wish.to) return false;
  }
  const isWrong = isRight(className, score, wish.threshold) === false;
  switch (wish.show) {
    case 'all':
      return true;
    case 'wrong':
      return isWrong;
    case 'false-positives':
      return isWrong && className === 'real';
    case 'false-negatives':
      return isWrong && className === 'fake';
    case 'forgotten':
      return turnOf(row, wish.threshold) === 'forgotten';
    case 'learnt':
      return turnOf(row, wish.threshold) === 'learnt';
  }
}

/** From the earlier stage to this one; null where both are right, both are wrong, or one has no score. */
export function turnOf(
  { className, score, before }: Pick<ImageRow, 'className' | 'score' | 'before'>,
  threshold: number,
): 'forgotten' | 'learnt' | null {
  const wasRight = isRight(className, before, threshold);
  const isNowRight = isRight(className, score, threshold);
  if (wasRight === null || isNowRight === null || wasRight === isNowRight) return null;
  return wasRight ? 'forgotten' : 'learnt';
}

/** Greatest first, images without the value last, and equal ones by their files, so that pages fit together. */
function sortRows(rows: readonly ImageRow[], { sort, isReversed }: ImageWish): ImageRow[] {
  const sign = isReversed ? -1 : 1;
  const byFile = (a: ImageRow, b: ImageRow) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);
  if (sort === 'file') return [...rows].sort((a, b) => sign * byFile(a, b));
  const keyed = rows.map((row) => ({ row, value: valueOf(row, sort) }));
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) {
      return Number(a.value === null) - Number(b.value === null) || byFile(a.row, b.row);
    }
    return sign * (b.value - a.value) || byFile(a.row, b.row);
  });
  return keyed.map(({ row }) => row);
}

function valueOf({ className, score, before }: ImageRow, sort: 'error' | 'confidence' | 'change'): number | null {
  if (score === null) return null;
  const truth = className === 'fake' ? 1 : 0;
  switch (sort) {
    case 'error':
      return Math.abs(score - truth);
    case 'confidence':
      return Math.max(score, 1 - score);
    case 'change':
      return before === null ? null : Math.abs(score - truth) - Math.abs(before - truth);
  }
}
