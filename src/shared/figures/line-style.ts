/** How lines of one colour are told apart: by dashes and by the marks on their points. */
const markShapes = ['circle', 'square', 'triangle', 'diamond'] as const;
export type MarkShape = (typeof markShapes)[number];

export interface LineStyle {
  /** Lengths of strokes and gaps, px; empty for a solid line. */
  readonly dash: readonly number[];
  readonly shape: MarkShape;
}

const dashes = [[], [6, 3], [2, 3], [9, 3, 2, 3]] as const;
/** The line of chance, of a bound, and whatever else is only there to compare with. */
export const referenceDash: readonly number[] = dashes[1];

/** The style of the line before which `earlier` others have its colour; sixteen differ. */
export function lineStyle(earlier: number): LineStyle {
  const round = Math.floor(earlier / dashes.length);
  return {
    dash: dashes[earlier % dashes.length] ?? [],
    shape: markShapes[(earlier + round) % markShapes.length] ?? 'circle',
  };
}

/** One style for each key: the first of a key is solid with circles, each further one differs from all before. */
export function lineStyles(keys: readonly string[]): LineStyle[] {
  return keys.map((key, index) => lineStyle(keys.slice(0, index).filter((earlier) => earlier === key).length));
}

/** SVG path data of a mark around 0, 0, of much the same area whatever its shape. */
export function markPath(shape: MarkShape, radius: number): string {
  const at = (x: number, y: number) => `${(x * radius).toFixed(2)} ${(y * radius).toFixed(2)}`;
  switch (shape) {
    case 'circle': {
      const arc = `A${at(1, 1)} 0 1 1`;
      return `M${at(-1, 0)}${arc} ${at(1, 0)}${arc} ${at(-1, 0)}Z`;
    }
    case 'square':
      return `M${at(-0.9, -0.9)}L${at(0.9, -0.9)}L${at(0.9, 0.9)}L${at(-0.9, 0.9)}Z`;
    case 'triangle':
      return `M${at(0, -1.25)}L${at(1.2, 0.9)}L${at(-1.2, 0.9)}Z`;
    case 'diamond':
      return `M${at(0, -1.35)}L${at(1.35, 0)}L${at(0, 1.35)}L${at(-1.35, 0)}Z`;
  }
}
