/** Our looks for uPlot: few grid lines, labels where the eye is, task boundaries marked and named. */
import type uPlot from 'uplot';
import { resolveColour } from './chart-colours';
import type { ChartBand, ChartSeries } from './chart-series';
import { markPath, type MarkShape } from '../../shared/figures/line-style';

export interface ChartLook {
  readonly width: number;
  readonly height: number;
  readonly series: readonly ChartSeries[];
  readonly bands: readonly ChartBand[];
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly formatTick: (value: number) => string;
  /** Given where x is a quantity of its own; else bands tell what stands along it. */
  readonly formatXTick?: ((value: number) => string) | undefined;
  /** Shows dots on the values, for lines of few points. */
  readonly hasDots: boolean;
  readonly onHover: (index: number | null) => void;
}

const font = '11px "Inter Variable", system-ui, sans-serif';
const footPx = 20;

export function uplotOptions(look: ChartLook): uPlot.Options {
  const line = resolveColour('var(--line)');
  const faint = resolveColour('var(--faint)');
  const panel = resolveColour('var(--panel)');
  return {
    width: look.width,
    height: look.height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 7, width: 2, fill: () => panel },
    },
    scales: {
      x: { time: false, range: () => [...look.xRange] },
      y: { range: () => [...look.yRange] },
    },
    axes: [
      xAxis(look, { faint, line }),
      {
        size: 40,
        gap: 6,
        font,
        stroke: faint,
        ticks: { show: false },
        grid: { stroke: line, width: 1 },
        space: 38,
        values: (_, ticks) => ticks.map(look.formatTick),
      },
    ],
    series: [
      {},
      ...look.series.map((series) => ({
        label: series.label,
        stroke: resolveColour(series.colour),
        width: series.width ?? 1.6,
        dash: [...(series.dash ?? [])],
        points: marksOf(series, look.hasDots),
        spanGaps: false,
      })),
    ],
    hooks: {
      drawClear: [(plot) => drawBands(plot, look.bands, faint)],
      setCursor: [(plot) => look.onHover(plot.cursor.idx ?? null)],
    },
  };
}

function xAxis({ formatXTick }: ChartLook, colours: { faint: string; line: string }): uPlot.Axis {
  const bare = { size: footPx, ticks: { show: false } };
  if (!formatXTick) return { ...bare, grid: { show: false }, splits: () => [], values: () => [] };
  return {
    ...bare,
    gap: 4,
    font,
    stroke: colours.faint,
    grid: { stroke: colours.line, width: 1 },
    space: 44,
    values: (_, ticks) => ticks.map(formatXTick),
  };
}

function marksOf({ shape, colour }: ChartSeries, hasDots: boolean): uPlot.Series.Points {
  const fill = resolveColour(colour);
  if (!hasDots || !shape) return { show: hasDots, size: 6, fill };
  return {
    show: (plot, series, from, to) => {
      drawMarks(plot, { series, from, to, shape, fill });
      return false; // drawn by us
    },
  };
}

interface Marks {
  readonly series: number;
  readonly from: number;
  readonly to: number;
  readonly shape: MarkShape;
  readonly fill: string;
}

function drawMarks(plot: uPlot, { series, from, to, shape, fill }: Marks): void {
  const { ctx } = plot;
  const mark = new Path2D(markPath(shape, (3.4 * ctx.canvas.width) / plot.width));
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

function drawBands(plot: uPlot, bands: readonly ChartBand[], colour: string): void {
  const { ctx, bbox } = plot;
  const ratio = plot.ctx.canvas.width / plot.width;
  ctx.save();
  ctx.font = font.replace('11px', `${11 * ratio}px`);
  ctx.fillStyle = colour;
  ctx.strokeStyle = colour;
  ctx.lineWidth = ratio;
  // The axes leave their own alignment behind.
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const [index, band] of bands.entries()) {
    const from = plot.valToPos(band.from, 'x', true);
    const to = plot.valToPos(band.to, 'x', true);
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    if (index > 0) {
      ctx.beginPath();
      ctx.moveTo(from, bbox.top);
      ctx.lineTo(from, bbox.top + bbox.height);
      ctx.stroke();
    }
    const label = fitted(ctx, band.label, to - from - 8 * ratio);
    ctx.fillText(label, from + 4 * ratio, bbox.top + bbox.height + (footPx / 2 + 1) * ratio);
  }
  ctx.restore();
}

function fitted(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  for (let length = text.length - 1; length > 0; length -= 1) {
    const shorter = `${text.slice(0, length).trimEnd()}…`;
    if (ctx.measureText(shorter).width <= width) return shorter;
  }
  return '';
}
