/** What stands around the lines of a figure: legend, grid, numbers and names along the axes; and where a value lies. */
import { axisTicks, shareOf } from './axis';
import { isDrawn, type LineFigure } from './figure';
import { roundedPixels, type FigureInk, type FigureSize } from './figure-look';
import { marker } from './marker';
import { markup, type Markup } from './markup';
import { tickText, ticksBetween } from './ticks';

export interface Frame {
  /** Of the whole figure, px. */
  readonly height: number;
  readonly background: Markup;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly toX: (value: number) => number;
  /** Null where a logarithmic axis has no place. */
  readonly toY: (value: number) => number | null;
}

interface Room {
  readonly figure: LineFigure;
  readonly ink: FigureInk;
  /** Pixels from the left edge of the figure. */
  readonly left: number;
  readonly right: number;
  /** Size of the letters, px. */
  readonly em: number;
}

export function frame(figure: LineFigure, size: FigureSize, ink: FigureInk): Frame {
  const { xRange, yRange, xLabel, yLabel, isLog } = figure;
  const em = size.fontSize;
  const yTicks = axisTicks(yRange, Math.max(3, Math.min(6, size.plotHeight / (2.4 * em))), isLog);
  const names = yTicks.map((tick) => tickText(tick, yTicks));
  const room: Room = {
    ...{ figure, ink, em, right: roundedPixels(size.width - em) },
    left: roundedPixels(em * 2.2 + Math.max(4, ...names.map(({ length }) => length)) * letterWidth(em) * 0.9),
  };
  const { left, right } = room;
  const legend = legendOf(room);
  const top = roundedPixels(legend.height + em);
  const bottom = roundedPixels(top + size.plotHeight);
  const toX = (value: number) => left + (shareOf(value, xRange) ?? 0) * (right - left);
  const toY = (value: number) => {
    const share = shareOf(value, yRange, isLog);
    return share === null ? null : bottom - share * size.plotHeight;
  };
  const places = { top, bottom, toX };
  const middle = (top + bottom) / 2;
  const background = markup`${legend.drawn}
    ${yTicks.map((tick, index) => {
      const y = toY(tick) ?? bottom;
      return markup`<line x1="${left}" x2="${right}" y1="${roundedPixels(y)}" y2="${roundedPixels(y)}" style="stroke: ${ink.grid}" /><text x="${roundedPixels(left - em / 2)}" y="${roundedPixels(y + em / 3)}" text-anchor="end">${names[index] ?? ''}</text>`;
    })}
    <text x="${em}" y="${roundedPixels(middle)}" text-anchor="middle" transform="rotate(-90 ${em} ${roundedPixels(middle)})">${yLabel}</text>
    ${bandsOf(room, places)} ${figure.hasXTicks ? xTicksOf(room, places) : []}
    <text x="${roundedPixels((left + right) / 2)}" y="${roundedPixels(bottom + 2.6 * em)}" text-anchor="middle">${xLabel}</text>`;
  return { height: roundedPixels(bottom + 3 * em), background, left, right, top, bottom, toX, toY };
}

/** On average, a little too wide. */
function letterWidth(em: number): number {
  return em * 0.57;
}

type Places = Pick<Frame, 'top' | 'bottom' | 'toX'>;

/** Tasks are named at the foot where x has no numbers, else at the head; of those that are in part in view, that part. */
function bandsOf({ figure, left, right, em, ink }: Room, { top, bottom, toX }: Places): Markup[] {
  return figure.bands.flatMap(({ from, to, label }) => {
    const [start, end] = [Math.max(left, toX(from)), Math.min(right, toX(to))];
    if (end <= start) return [];
    const letters = Math.floor((end - start - 0.7 * em) / letterWidth(em));
    const text = label.length <= letters ? label : `${label.slice(0, Math.max(0, letters - 1))}…`;
    const border = markup`<line x1="${roundedPixels(start)}" x2="${roundedPixels(start)}" y1="${top}" y2="${bottom}" stroke-dasharray="2 3" style="stroke: ${ink.text}" />`;
    const name = markup`<text x="${roundedPixels(start + em / 3)}" y="${roundedPixels(figure.hasXTicks ? top - em / 4 : bottom + 1.25 * em)}"><title>${label}</title>${text}</text>`;
    return [markup`${start > left ? border : []}${letters < 3 ? [] : name}`];
  });
}

function xTicksOf({ figure: { xRange, bands }, left, right, em }: Room, { bottom, toX }: Places): Markup[] {
  const most = Math.max(2, Math.min(9, (right - left) / (4.5 * em)));
  // Epochs and stages are counted, unless a piece of one is looked at.
  const isCounted = bands.length > 0 || xRange[1] - xRange[0] > 2;
  const ticks = ticksBetween(xRange[0], xRange[1], most, isCounted && xRange[1] - xRange[0] >= 2 ? 1 : 0);
  return ticks.map(
    (tick) =>
      markup`<text x="${roundedPixels(toX(tick))}" y="${roundedPixels(bottom + 1.25 * em)}" text-anchor="middle">${tickText(tick, ticks)}</text>`,
  );
}

/** As many rows as it takes. */
function legendOf({ figure: { lines, bands, hasXTicks }, left, right, em }: Room): { height: number; drawn: Markup[] } {
  let [x, row] = [left, 0];
  const drawn = lines.filter(isDrawn).map(({ label, colour, dash = [], shape }) => {
    const width = 2.5 * em + label.length * letterWidth(em) + 1.2 * em;
    if (x > left && x + width > right) [x, row] = [left, row + 1];
    const at = { x, y: 0.75 * em + row * 1.5 * em };
    x += width;
    const sign = markup`<line x1="${roundedPixels(at.x)}" x2="${roundedPixels(at.x + 1.8 * em)}" y1="${roundedPixels(at.y)}" y2="${roundedPixels(at.y)}" stroke-width="2" stroke-dasharray="${dash.join(' ')}" style="stroke: ${colour}" />`;
    const mark =
      shape === undefined ? [] : marker(shape, { x: roundedPixels(at.x + 0.9 * em), y: roundedPixels(at.y) }, colour);
    return markup`${sign}${mark}<text x="${roundedPixels(at.x + 2.3 * em)}" y="${roundedPixels(at.y + em / 3)}">${label}</text>`;
  });
  const named = hasXTicks && bands.length > 0 ? em : 0;
  return { height: (row + 1) * 1.5 * em + named, drawn };
}
