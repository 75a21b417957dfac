/** Our looks for uPlot: few grid lines, labels where the eye is, task boundaries marked and named. */
import type uPlot from 'uplot';
import { axisTicks } from '../../shared/figures/axis';
import { tickText } from '../../shared/figures/ticks';
import { resolveColour } from './chart-colours';
import { xShown, yShown, type ChartLook } from './chart-look';
import type { ChartSeries } from './chart-series';
import { drawBands, drawMarks, drawRaw, drawSigns, drawSpread, font, footPx, withBandFoot } from './uplot-drawing';
import { gestures, type ChartGestures } from './uplot-gestures';

export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

export interface PlotListener extends ChartGestures {
  onHover(index: number | null): void;
}

/** `look` is asked at every redraw for ranges, bands and series of the same make-up. */
export function uplotOptions(look: () => ChartLook, size: PlotSize, listener: PlotListener): uPlot.Options {
  const line = resolveColour('var(--line)');
  const faint = resolveColour('var(--faint)');
  const { series, isLog, syncKey } = look();
  const onHover: (plot: uPlot) => void = ({ cursor }) => listener.onHover(cursor.idx ?? null);
  return {
    ...size,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 7, width: 2, fill: () => resolveColour('var(--panel)') },
      ...gestures(listener).cursor,
      ...(syncKey !== null && { sync: shared(syncKey) }),
    },
    scales: {
      x: { time: false, range: () => [...xShown(look())] },
      y: { range: () => [...yShown(look())], ...(isLog && { distr: 3, log: 10 }) },
    },
    axes: [xAxis(look, { faint, line }), yAxis(look, { faint, line })],
    series: [{}, ...series.map((one) => lineOf(one, look().hasDots))],
    hooks: {
      ready: [gestures(listener).ready],
      setSelect: [gestures(listener).setSelect],
      drawClear: [(plot) => drawBands(plot, look(), faint)],
      drawAxes: [(plot) => drawSpread(plot, look()), (plot) => drawRaw(plot, look())],
      draw: [(plot) => drawSigns(plot, look())],
      setCursor: [onHover],
    },
  };
}

/** Only where the pointer is; what is marked, zoomed or moved is each chart's own. */
function shared(key: string): uPlot.Cursor.Sync {
  const isPointer = (type: string) => type === 'mousemove' || type === 'mouseleave';
  return { key, setSeries: false, scales: ['x', null], filters: { pub: isPointer, sub: isPointer } };
}

interface AxisColours {
  readonly faint: string;
  readonly line: string;
}

function xAxis(look: () => ChartLook, { faint, line }: AxisColours): uPlot.Axis {
  const bare = { ticks: { show: false }, size: () => withBandFoot(look()) };
  if (!look().hasXTicks) return { ...bare, grid: { show: false }, splits: () => [], values: () => [] };
  return {
    ...{ ...bare, gap: 4, font, stroke: faint },
    grid: { show: look().bands.length === 0, stroke: line, width: 1 },
    splits: (plot, _, low, high) => axisTicks([low, high], Math.max(2, Math.min(10, plot.width / 64))),
    values: (_, ticks) => ticks.map((tick) => tickText(tick, ticks)),
  };
}

function yAxis(look: () => ChartLook, { faint, line }: AxisColours): uPlot.Axis {
  return {
    // As wide as its longest number.
    size: (_, values) => Math.max(40, 12 + 6.5 * Math.max(0, ...(values ?? []).map((text) => text?.length ?? 0))),
    ...{ gap: 6, font, stroke: faint, ticks: { show: false }, grid: { stroke: line, width: 1 } },
    splits: (plot, _, low, high) => axisTicks([low, high], Math.max(3, Math.min(8, plot.height / 40)), look().isLog),
    filter: (_, ticks) => ticks,
    values: (_, ticks) => ticks.map((tick) => tickText(tick, ticks)),
  };
}

function lineOf(series: ChartSeries, hasDots: boolean): uPlot.Series {
  const colour = resolveColour(series.colour);
  return {
    label: series.label,
    stroke: colour,
    width: series.width ?? 1.6,
    dash: [...(series.dash ?? [])],
    points: marksOf(series, colour, hasDots),
    spanGaps: series.isBridged ?? false,
  };
}

function marksOf({ shape }: ChartSeries, fill: string, hasDots: boolean): uPlot.Series.Points {
  if (!hasDots || !shape) return { show: hasDots, size: footPx / 3, fill };
  return {
    show: (plot, series, from, to) => {
      drawMarks(plot, { series, from, to, shape, fill });
      return false; // drawn by us
    },
  };
}
