/** What we draw onto uPlot's canvas besides its lines: tasks, marks, deviations, raw lines, and signs of what is cut off. */
import type uPlot from 'uplot';
import { markPath, type MarkShape } from '../../shared/figures/line-style';
import { spreadStretches } from '../../shared/figures/line-drawing';
import { resolveColour } from './chart-colours';
import { yShown, type ChartLook } from './chart-look';

export const font = '11px "Inter Variable", system-ui, sans-serif';
export const footPx = 20;
const bandFootPx = 15;

/** Room below the lines: for the numbers of x, for the names of tasks, or for both. */
export function withBandFoot({ hasXTicks, bands }: Pick<ChartLook, 'hasXTicks' | 'bands'>): number {
  return hasXTicks && bands.length > 0 ? footPx + bandFootPx : footPx;
}

interface Marks {
  readonly series: number;
  readonly from: number;
  readonly to: number;
  readonly shape: MarkShape;
  readonly fill: string;
}

export function drawMarks(plot: uPlot, { series, from, to, shape, fill }: Marks): void {
  const { ctx } = plot;
  const mark = new Path2D(markPath(shape, 3.4 * ratioOf(plot)));
  for (let index = from; index <= to; index += 1) {
    const x = plot.data[0][index];
    const y = plot.data[series]?.[index];
    if (x === undefined || y === undefined || y === null) continue;
    ctx.save();
    ctx.translate(plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true));
    ctx.fillStyle = fill;
    ctx.fill(mark);
    ctx.restore();
  }
}

/** Of a task that is in view in part, the part. */
export function drawBands(plot: uPlot, look: ChartLook, colour: string): void {
  const { ctx, bbox } = plot;
  const ratio = ratioOf(plot);
  const right = bbox.left + bbox.width;
  ctx.save();
  ctx.font = font.replace('11px', `${11 * ratio}px`);
  ctx.fillStyle = colour;
  ctx.strokeStyle = colour;
  ctx.lineWidth = ratio;
  // The axes leave their own alignment behind.
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  const foot = bbox.top + bbox.height + (withBandFoot(look) - bandFootPx / 2 - 1) * ratio;
  for (const band of look.bands) {
    const from = Math.max(bbox.left, plot.valToPos(band.from, 'x', true));
    const to = Math.min(right, plot.valToPos(band.to, 'x', true));
    if (to <= from) continue;
    if (from > bbox.left + 1) {
      ctx.beginPath();
      ctx.moveTo(from, bbox.top);
      ctx.lineTo(from, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.fillText(fitted(ctx, band.label, to - from - 8 * ratio), from + 4 * ratio, foot);
  }
  ctx.restore();
}

/** A band of plus and minus the deviation around each line that has one. */
export function drawSpread(plot: uPlot, { x, series }: ChartLook): void {
  within(plot, (ctx) => {
    ctx.globalAlpha = 0.16;
    for (const { values, spread, colour } of series) {
      if (!spread) continue;
      ctx.fillStyle = resolveColour(colour);
      for (const stretch of spreadStretches(values, spread)) {
        const upper = stretch.map(({ index, high }) => [x[index] ?? 0, high] as const);
        const lower = stretch.map(({ index, low }) => [x[index] ?? 0, low] as const).reverse();
        ctx.beginPath();
        for (const [at, value] of [...upper, ...lower])
          ctx.lineTo(plot.valToPos(at, 'x', true), plot.valToPos(value, 'y', true));
        ctx.fill();
      }
    }
  });
}

/** What smoothed lines were smoothed from. */
export function drawRaw(plot: uPlot, { x, series }: ChartLook): void {
  within(plot, (ctx) => {
    ctx.globalAlpha = 0.28;
    ctx.lineWidth = ratioOf(plot);
    ctx.lineJoin = 'round';
    for (const { raw, colour, isBridged = false } of series) {
      if (!raw) continue;
      ctx.strokeStyle = resolveColour(colour);
      ctx.beginPath();
      let isPenDown = false;
      for (const [index, value] of raw.entries()) {
        if (value === null) {
          isPenDown &&= isBridged;
          continue;
        }
        const [left, top] = [plot.valToPos(x[index] ?? 0, 'x', true), plot.valToPos(value, 'y', true)];
        if (isPenDown) ctx.lineTo(left, top);
        else ctx.moveTo(left, top);
        isPenDown = true;
      }
      ctx.stroke();
    }
  });
}

/** Triangles at the edge where values lie beyond it. */
export function drawSigns(plot: uPlot, look: ChartLook): void {
  if (!look.hasSigns) return;
  const ratio = ratioOf(plot);
  const [low, high] = yShown(look);
  const { top, height } = plot.bbox;
  within(plot, (ctx) => {
    for (const { values, raw, colour } of look.series) {
      ctx.fillStyle = resolveColour(colour);
      for (const [index, value] of (raw ?? values).entries()) {
        if (value === null || (value >= low && value <= high)) continue;
        const [tip, foot] = value > high ? [top, top + 7 * ratio] : [top + height, top + height - 7 * ratio];
        const left = plot.valToPos(look.x[index] ?? 0, 'x', true);
        ctx.beginPath();
        ctx.moveTo(left, tip);
        ctx.lineTo(left + 4 * ratio, foot);
        ctx.lineTo(left - 4 * ratio, foot);
        ctx.fill();
      }
    }
  });
}

/** Nothing is drawn beyond the axes. */
function within(plot: uPlot, draw: (ctx: CanvasRenderingContext2D) => void): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw(ctx);
  ctx.restore();
}

/** Pixels of the canvas for one of the page. */
function ratioOf(plot: uPlot): number {
  return plot.ctx.canvas.width / plot.width;
}

function fitted(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  for (let length = text.length - 1; length > 0; length -= 1) {
    const shorter = `${text.slice(0, length).trimEnd()}…`;
    if (ctx.measureText(shorter).width <= width) return shorter;
  }
  return '';
}
