/** The window onto a chart: zoom, move and reset, whether by pointer, key or button. */
import { computed, ref, type Ref } from 'vue';
import type { Range } from '../../shared/figures/figure';
import type { ChartGestures } from './uplot-gestures';
import { markedRange, moveHeight, moveRange, wholeWindow, zoomRange, type ChartWindow } from './chart-window';

interface Whole {
  readonly x: Range;
  readonly y: Range;
  readonly isLog: boolean;
}

export function useChartWindow(whole: Readonly<Ref<Whole>>) {
  const window = ref<ChartWindow>(wholeWindow);
  const isZoomed = computed(() => window.value.x !== null || window.value.y !== null);
  const x = () => window.value.x ?? whole.value.x;

  function zoom(factor: number, at = (x()[0] + x()[1]) / 2): void {
    window.value = { ...window.value, x: zoomRange(x(), whole.value.x, { factor, at }) };
  }

  function move(byX: number, byY = 0): void {
    const { x: shown, y } = window.value;
    window.value = {
      x: shown && moveRange(shown, whole.value.x, byX),
      y: y && moveHeight(y, byY, whole.value.isLog),
    };
  }

  function reset(): void {
    window.value = wholeWindow;
  }

  /** Along an axis that a logarithm bends, what was shown says nothing of what is. */
  function resetHeight(): void {
    window.value = { ...window.value, y: null };
  }

  const listener: ChartGestures = {
    onMark: (markedX, markedY) => {
      const { x: xNow, y: yNow } = window.value;
      window.value = {
        x: (markedX && markedRange(markedX[0], markedX[1], whole.value.x)) ?? xNow,
        y: (markedY && markedRange(markedY[0], markedY[1], yNow ?? whole.value.y)) ?? yNow,
      };
    },
    onMove: move,
    onZoom: zoom,
    onReset: reset,
  };

  /** True where the key meant something here. */
  function press(key: string): boolean {
    switch (key) {
      case '+':
      case '=':
        zoom(1 / 2);
        return true;
      case '-':
        zoom(2);
        return true;
      case '0':
        reset();
        return true;
      case 'ArrowLeft':
        move(-1 / 4);
        return true;
      case 'ArrowRight':
        move(1 / 4);
        return true;
      default:
        return false;
    }
  }

  return { window, isZoomed, zoom, move, reset, resetHeight, listener, press };
}
