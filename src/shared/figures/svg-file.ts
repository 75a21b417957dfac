/** A figure as an SVG file of its own: literal colours, real text, a size in millimetres. */
import type { LineFigure } from './figure';
import { millimetres, type FigureInk, type FigureSize } from './figure-look';
import { lineDrawing } from './line-drawing';
import { parallelDrawing } from './parallel-drawing';
import type { ParallelFigure } from './parallel-figure';
import { markup } from './markup';

export type Figure = LineFigure | ParallelFigure;

export interface SvgFileLook {
  readonly size: FigureSize;
  readonly ink: FigureInk;
}

export function svgFile(figure: Figure, { size, ink }: SvgFileLook): string {
  const { drawn, width, height } =
    'axes' in figure ? parallelDrawing(figure, { size, ink }) : lineDrawing(figure, { size, ink, clipId: 'plot' });
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${millimetres(width)}" height="${millimetres(height)}" viewBox="0 0 ${width.toFixed(2)} ${height.toFixed(2)}" font-family="Inter, Helvetica, Arial, sans-serif" font-size="${size.fontSize}" fill="${ink.text}">
<title>${figure.title}</title>
${drawn}
</svg>
`.text;
}
