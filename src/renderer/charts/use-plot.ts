/** Keeps a uPlot in an element: built when its make-up changes, redrawn at most ten times a second as its data do. */
import uPlot from 'uplot';
import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue';
import { atMostEvery } from '../stores/at-most-every';
import { useThemeStore } from '../stores/theme';
import type { ChartLook } from './chart-look';
import { countOfPoints } from './chart-series';
import { uplotOptions, type PlotListener } from './uplot-options';

const redrawSpanMs = 100;

export function usePlot(
  holder: Readonly<Ref<HTMLElement | null>>,
  look: Readonly<Ref<ChartLook>>,
  listener: PlotListener,
) {
  const plot = shallowRef<uPlot | null>(null);
  /** How many points are on the canvas. */
  const drawn = ref(0);
  const theme = useThemeStore();

  function data(): uPlot.AlignedData {
    return [[...look.value.x], ...look.value.series.map(({ values }) => [...values])];
  }

  function build(): void {
    plot.value?.destroy();
    plot.value = null;
    const element = holder.value;
    if (!element || element.clientWidth === 0) return;
    const size = { width: element.clientWidth, height: element.clientHeight };
    plot.value = new uPlot(
      uplotOptions(() => look.value, size, listener),
      data(),
      element,
    );
    drawn.value = countOfPoints(look.value.series);
  }

  function draw(): void {
    plot.value?.setData(data());
    drawn.value = countOfPoints(look.value.series);
  }
  const redraw = atMostEvery(redrawSpanMs, draw);

  const resizing = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const { width, height } = entry.contentRect;
    if (width === 0 || height === 0) return;
    if (plot.value) plot.value.setSize({ width: Math.floor(width), height: Math.floor(height) });
    else build();
  });

  onMounted(() => {
    build();
    if (holder.value) resizing.observe(holder.value);
    void document.fonts.ready.then(() => plot.value?.redraw());
  });
  /** What decides the plot's make-up; all else is asked for at every redraw. */
  const makeUp = () => {
    const { series, isLog, hasDots, hasXTicks, syncKey, bands } = look.value;
    const lines = series.map(({ key, colour, width, dash, shape, isBridged }) => [
      ...[key, colour, width, dash, shape, isBridged],
    ]);
    return JSON.stringify([theme.shown, lines, isLog, hasDots, hasXTicks, syncKey, bands.length]);
  };
  watch(makeUp, build, { flush: 'post' });
  // A window that moves under the hand does not wait.
  watch(() => look.value.window, draw);
  watch(look, redraw);
  onBeforeUnmount(() => {
    redraw.cancel();
    resizing.disconnect();
    plot.value?.destroy();
  });
  return { drawn };
}
