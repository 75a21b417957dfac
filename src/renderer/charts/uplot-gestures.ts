/** The pointer on a plot: drag marks what to zoom to, Shift and drag moves, Ctrl and the wheel zoom, a double click resets. */
import type uPlot from 'uplot';

export interface ChartGestures {
  /** Ends of what was marked; null for an axis along which nothing was. */
  onMark(x: readonly [number, number] | null, y: readonly [number, number] | null): void;
  /** Shares of what is shown, to higher values. */
  onMove(x: number, y: number): void;
  onZoom(factor: number, at: number): void;
  onReset(): void;
}

/** A drag that stays within so many pixels of one line marks along that line alone. */
const straightPx = 24;
const wheelFactor = 1.25;

export function gestures(listener: ChartGestures) {
  return { cursor: cursorOf(listener), ready: listenToWheel(listener), setSelect: readMark(listener) };
}

function cursorOf({ onMove, onReset }: ChartGestures): uPlot.Cursor {
  return {
    drag: { x: true, y: true, uni: straightPx, dist: 4, setScale: false },
    bind: {
      mousedown: (plot, _, begin) => (event) => {
        if (event.button !== 0) return null;
        if (!event.shiftKey) return begin(event);
        follow(plot, event, onMove);
        return null;
      },
      dblclick: () => () => {
        onReset();
        return null;
      },
    },
  };
}

function follow(plot: uPlot, from: MouseEvent, onMove: ChartGestures['onMove']): void {
  let last = { x: from.clientX, y: from.clientY };
  const { clientWidth, clientHeight } = plot.over;
  const move = ({ clientX, clientY }: MouseEvent) => {
    onMove((last.x - clientX) / clientWidth, (clientY - last.y) / clientHeight);
    last = { x: clientX, y: clientY };
  };
  const end = () => {
    document.removeEventListener('mousemove', move);
    document.removeEventListener('mouseup', end);
  };
  from.preventDefault();
  document.addEventListener('mousemove', move);
  document.addEventListener('mouseup', end);
}

/** Without Ctrl the wheel scrolls the page, as everywhere. */
function listenToWheel({ onZoom }: ChartGestures) {
  return ({ over, posToVal }: uPlot) => {
    over.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        const at = posToVal(event.clientX - over.getBoundingClientRect().left, 'x');
        onZoom(event.deltaY > 0 ? wheelFactor : 1 / wheelFactor, at);
      },
      { passive: false },
    );
  };
}

function readMark({ onMark }: ChartGestures) {
  return (plot: uPlot) => {
    const { left, top, width, height } = plot.select;
    if (width <= 0 && height <= 0) return;
    const ends = (from: number, to: number, scale: string) => [plot.posToVal(from, scale), plot.posToVal(to, scale)];
    const [x1 = 0, x2 = 0] = ends(left, left + width, 'x');
    const [y1 = 0, y2 = 0] = ends(top + height, top, 'y');
    // Along an axis that was not marked, the mark reaches from end to end.
    const isAlongX = width > 0 && width < plot.over.clientWidth - 1;
    const isAlongY = height > 0 && height < plot.over.clientHeight - 1;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    onMark(isAlongX ? [x1, x2] : null, isAlongY ? [y1, y2] : null);
  };
}
