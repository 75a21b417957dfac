/** A figure of lines on the report's page: the drawing, and the numbers that it draws below it as CSV. */
import { isDrawn, type LineFigure } from '../../../shared/figures/figure';
import { figureCsv } from '../../../shared/figures/figure-csv';
import { pageSize, type FigureInk } from '../../../shared/figures/figure-look';
import { lineDrawing } from '../../../shared/figures/line-drawing';
import { markup, nothing, type Markup } from '../../../shared/figures/markup';

/** The page's colours; the light ones where the style sheet is gone: a figure that was cut out. */
const ink: FigureInk = { text: 'var(--soft, #55606f)', grid: 'var(--line, #e3e6eb)' };

export function lineFigure(figure: LineFigure): Markup {
  const { title, hint = '' } = figure;
  if (!figure.lines.some(isDrawn)) return nothing;
  const { drawn, width, height } = lineDrawing(figure, { size: pageSize, ink });
  return markup`<figure>
    <figcaption><b>${title}</b>${hint === '' ? '' : `. ${hint}`}</figcaption>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}" xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" font-size="${pageSize.fontSize}">
      ${drawn}
    </svg>
    <details>
      <summary>Numbers of this figure</summary>
      <pre>${figureCsv(figure)}</pre>
    </details>
  </figure>`;
}
