/** Parallel coordinates as SVG: where everything stands, for whoever draws it, and drawn as markup for files. */
import { roundedPixels, type FigureInk, type FigureSize } from './figure-look';
import type { LineDrawing } from './line-drawing';
import { marker } from './marker';
import { markup, type Markup } from './markup';
import type { ParallelFigure, ParallelLine } from './parallel-figure';

interface Point {
  readonly x: number;
  readonly y: number;
}

interface PlacedName {
  readonly x: number;
  readonly anchor: 'start' | 'middle' | 'end';
  /** The axis' name, cut off where the next one begins. */
  readonly name: string;
}

export interface ParallelPlaces {
  /** Of the axes, px. */
  readonly top: number;
  readonly bottom: number;
  readonly height: number;
  readonly axes: readonly PlacedName[];
  /** Where a share of an axis lies. */
  readonly toY: (share: number) => number;
  /** Of each line what is known of it, in the order of the axes. */
  readonly points: readonly (readonly Point[])[];
}

const letterWidth = 0.57;

/** @param hasLegend room for the lines' names above, which a page has beside the figure */
export function parallelPlaces(
  { axes, lines }: ParallelFigure,
  size: FigureSize,
  hasLegend: boolean,
): ParallelPlaces & { legend: readonly Point[] } {
  const em = size.fontSize;
  const legend: Point[] = [];
  let [x, row] = [em, 0];
  for (const { label } of hasLegend ? lines : []) {
    const width = 3.7 * em + label.length * letterWidth * em;
    if (x > em && x + width > size.width) [x, row] = [em, row + 1];
    legend.push({ x: roundedPixels(x), y: roundedPixels((0.8 + row * 1.5) * em) });
    x += width;
  }
  const top = roundedPixels((hasLegend ? (row + 1) * 1.5 * em : 0) + 2.4 * em);
  const bottom = roundedPixels(top + size.plotHeight);
  const [left, right] = [2 * em, size.width - 4.5 * em];
  const distance = axes.length > 1 ? (right - left) / (axes.length - 1) : 0;
  const toY = (share: number) => roundedPixels(bottom - share * size.plotHeight);
  const toX = (index: number) => roundedPixels(left + index * distance);
  return {
    ...{ top, bottom, height: roundedPixels(bottom + em), toY, legend },
    axes: axes.map(({ label }, index) => ({
      ...{ x: toX(index), name: cutOff(label, Math.floor(distance / (letterWidth * em)) - 1) },
      anchor: index === 0 ? 'start' : index === axes.length - 1 ? 'end' : 'middle',
    })),
    points: lines.map(({ shares }) =>
      shares.flatMap((share, index) => (share === null ? [] : [{ x: toX(index), y: toY(share) }])),
    ),
  };
}

function cutOff(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(1, letters - 1))}…`;
}

export function pathThrough(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

export function parallelDrawing(
  figure: ParallelFigure,
  { size, ink }: { size: FigureSize; ink: FigureInk },
): LineDrawing {
  const em = size.fontSize;
  const places = parallelPlaces(figure, size, true);
  const axes = figure.axes.map(({ label, ticks }, index) => {
    const { x = 0, anchor = 'middle', name = label } = places.axes[index] ?? {};
    const names = ticks.map(
      ({ share, text }) =>
        markup`<text x="${roundedPixels(x + em / 2)}" y="${roundedPixels(places.toY(share) + em / 3)}">${text}</text>`,
    );
    return markup`<line x1="${x}" x2="${x}" y1="${places.top}" y2="${places.bottom}" style="stroke: ${ink.text}" /><text x="${x}" y="${roundedPixels(places.top - em)}" text-anchor="${anchor}" font-weight="600"><title>${label}</title>${name}</text>${names}`;
  });
  const lines = figure.lines.map((line, index) => drawLine(line, places.points[index] ?? []));
  const legend = figure.lines.map((line, index) => legendOf(line, places.legend[index] ?? { x: 0, y: 0 }, em));
  return { drawn: markup`${legend}${lines}${axes}`, width: size.width, height: places.height };
}

function drawLine({ label, colour, dash = [], shape = 'circle' }: ParallelLine, points: readonly Point[]): Markup {
  const marks = points.map((point) => marker(shape, point, colour));
  return markup`<g><title>${label}</title><path d="${pathThrough(points)}" fill="none" stroke-width="1.5" stroke-opacity="0.8" stroke-dasharray="${dash.join(' ')}" style="stroke: ${colour}" />${marks}</g>`;
}

function legendOf({ label, colour, dash = [], shape = 'circle' }: ParallelLine, { x, y }: Point, em: number): Markup {
  const mark = marker(shape, { x: roundedPixels(x + 0.9 * em), y }, colour);
  return markup`<line x1="${x}" x2="${roundedPixels(x + 1.8 * em)}" y1="${y}" y2="${y}" stroke-width="2" stroke-dasharray="${dash.join(' ')}" style="stroke: ${colour}" />${mark}<text x="${roundedPixels(x + 2.3 * em)}" y="${roundedPixels(y + em / 3)}">${label}</text>`;
}
