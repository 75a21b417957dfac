/** Lines over a shared x as SVG, whose texts are texts; the numbers that it draws stand below it as CSV. */
import { markup, nothing, type Markup } from '../markup';
import type { FigureLine, LineFigure } from './figure';
import { frame, size } from './frame';
import { marker } from './markers';

export function lineFigure(figure: LineFigure): Markup {
  const { title, hint = '', x, lines } = figure;
  const drawn = lines.filter(({ values }) => values.some((value) => value !== null));
  if (drawn.length === 0) return nothing;
  const places = frame(figure);
  return markup`<figure>
    <figcaption><b>${title}</b>${hint === '' ? '' : `. ${hint}`}</figcaption>
    <svg viewBox="0 0 ${size.width} ${places.height}" role="img" aria-label="${title}" xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" font-size="12">
      ${places.background} ${drawn.map((line) => drawLine(line, x, places))}
    </svg>
    <details>
      <summary>Numbers of this figure</summary>
      <pre>${csvOf(figure, drawn)}</pre>
    </details>
  </figure>`;
}

function drawLine(
  { label, colour, dash = '', shape, width = 1.7, values }: FigureLine,
  x: readonly number[],
  { toX, toY }: Pick<ReturnType<typeof frame>, 'toX' | 'toY'>,
): Markup {
  let isPenDown = false;
  const path: string[] = [];
  const marks: Markup[] = [];
  for (const [index, value] of values.entries()) {
    const at = x[index];
    if (value === null || at === undefined) {
      isPenDown = false;
      continue;
    }
    const place = { x: round(toX(at)), y: round(toY(value)) };
    path.push(`${isPenDown ? 'L' : 'M'}${place.x} ${place.y}`);
    if (shape !== undefined) marks.push(marker(shape, place, colour));
    isPenDown = true;
  }
  const drawn = markup`<path d="${path.join('')}" fill="none" stroke-width="${width}" stroke-dasharray="${dash}" stroke-linejoin="round" style="stroke: ${colour}" />`;
  return markup`<g><title>${label}</title>${drawn}${marks}</g>`;
}

/** With every digit. */
function csvOf({ xLabel, x }: LineFigure, lines: readonly FigureLine[]): string {
  const field = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const head = [xLabel, ...lines.map(({ label }) => label)].map(field).join(',');
  const rows = x.map((at, index) => [at, ...lines.map(({ values }) => values[index] ?? '')].join(','));
  return [head, ...rows].join('\n');
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
