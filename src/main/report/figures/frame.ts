/** What stands around the lines of a figure: legend, grid, numbers and names along the axes; and where a value lies. */
import { markup, type Markup } from '../markup';
import type { LineFigure } from './figure';
import { marker } from './markers';
import { tickText, ticksBetween } from './ticks';

/** Pixels before the figure is scaled to its place. */
export const size = { width: 520, plotHeight: 200 };
const [left, right, foot, legendLine] = [52, 12, 34, 18];
/** Of the letters of 12 px, on average, a little too wide. */
const letterWidth = 6.8;
const lineColour = 'stroke: var(--line, #e3e6eb)';

export function frame(figure: LineFigure) {
  const { xRange, yRange, xLabel, yLabel } = figure;
  const legend = legendOf(figure);
  const top = legend.height + 12;
  const bottom = top + size.plotHeight;
  const toX = (value: number) => left + share(value, xRange) * (size.width - left - right);
  const toY = (value: number) => bottom - share(value, yRange) * size.plotHeight;
  const yTicks = ticksBetween(yRange[0], yRange[1], 6);
  const background = markup`${legend.drawn}
    ${yTicks.map((tick) => markup`<line x1="${left}" x2="${size.width - right}" y1="${toY(tick)}" y2="${toY(tick)}" style="${lineColour}" /><text x="${left - 6}" y="${toY(tick) + 4}" text-anchor="end">${tickText(tick, yTicks)}</text>`)}
    <text x="12" y="${(top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 12 ${(top + bottom) / 2})">${yLabel}</text>
    ${bandsOf(figure, { top, bottom, toX })} ${figure.hasXTicks ? xTicksOf(figure, { bottom, toX }) : []}
    <text x="${(left + size.width - right) / 2}" y="${bottom + 31}" text-anchor="middle">${xLabel}</text>`;
  return { height: bottom + foot + 2, background, toX, toY };
}

function share(value: number, [low, high]: readonly [number, number]): number {
  return high === low ? 0.5 : (value - low) / (high - low);
}

/** Tasks are named at the foot where x has no numbers, else at the head. */
function bandsOf(
  { bands, hasXTicks }: LineFigure,
  { top, bottom, toX }: { top: number; bottom: number; toX: (value: number) => number },
): Markup[] {
  return bands.map(({ from, to, label }, index) => {
    const letters = Math.floor((toX(to) - toX(from) - 8) / letterWidth);
    const text = label.length <= letters ? label : `${label.slice(0, Math.max(0, letters - 1))}…`;
    const border = markup`<line x1="${toX(from)}" x2="${toX(from)}" y1="${top}" y2="${bottom}" stroke-dasharray="2 3" style="stroke: var(--soft, #55606f)" />`;
    const name = markup`<text x="${toX(from) + 4}" y="${hasXTicks ? top - 3 : bottom + 15}"><title>${label}</title>${text}</text>`;
    return markup`${index === 0 ? [] : [border]}${letters < 3 ? [] : [name]}`;
  });
}

function xTicksOf(
  { xRange }: LineFigure,
  { bottom, toX }: { bottom: number; toX: (value: number) => number },
): Markup[] {
  // Epochs and stages are counted.
  const ticks = ticksBetween(xRange[0], xRange[1], 9, 1);
  return ticks.map(
    (tick) => markup`<text x="${toX(tick)}" y="${bottom + 15}" text-anchor="middle">${tickText(tick, ticks)}</text>`,
  );
}

/** As many lines as it takes. */
function legendOf({ lines, bands, hasXTicks }: LineFigure): { height: number; drawn: Markup[] } {
  let [x, row] = [left, 0];
  const drawn = lines
    .filter(({ values }) => values.some((value) => value !== null))
    .map(({ label, colour, dash = '', shape }) => {
      const width = 30 + label.length * letterWidth + 14;
      if (x > left && x + width > size.width - right) [x, row] = [left, row + 1];
      const at = { x, y: 9 + row * legendLine };
      x += width;
      const sign = markup`<line x1="${at.x}" x2="${at.x + 22}" y1="${at.y}" y2="${at.y}" stroke-width="2" stroke-dasharray="${dash}" style="stroke: ${colour}" />`;
      const mark = shape === undefined ? [] : [marker(shape, { x: at.x + 11, y: at.y }, colour)];
      return markup`${sign}${mark}<text x="${at.x + 28}" y="${at.y + 4}">${label}</text>`;
    });
  const named = hasXTicks && bands.length > 0 ? 12 : 0;
  return { height: (row + 1) * legendLine + named, drawn };
}
