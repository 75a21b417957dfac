/** How large a figure is drawn and in which ink; what it shows is the same in every size. */

export interface FigureSize {
  /** Pixels of 1/96 inch, as CSS has them, before whoever shows the figure scales it. */
  readonly width: number;
  readonly plotHeight: number;
  /** Of its letters, px. */
  readonly fontSize: number;
}

export interface FigureInk {
  readonly text: string;
  /** Of the grid. */
  readonly grid: string;
}

/** A page of its own scales these. */
export const pageSize: FigureSize = { width: 520, plotHeight: 200, fontSize: 12 };

const pixelsPerMm = 96 / 25.4;

/** Columns of the ACM's two-column format (acmart, sigconf): 85 mm and, across both, 178 mm; letters of about 7 and 8 pt. */
export const paperSizes = {
  'one column': { width: 85 * pixelsPerMm, plotHeight: 45 * pixelsPerMm, fontSize: 9.5 },
  'two columns': { width: 178 * pixelsPerMm, plotHeight: 62 * pixelsPerMm, fontSize: 10.5 },
} as const satisfies Record<string, FigureSize>;
export type PaperSize = keyof typeof paperSizes;

export function millimetres(pixels: number): string {
  return `${(pixels / pixelsPerMm).toFixed(1)}mm`;
}

/** To a hundredth, which no eye sees and a file need not hold. */
export function roundedPixels(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
