/** Marks on the points of a line, by which lines of one colour are told apart. */
import { markup, type Markup } from '../markup';

const shapes = {
  circle: 'M-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0 -6.8 0Z',
  square: 'M-3 -3H3V3H-3Z',
  triangle: 'M0 -3.9L3.7 2.9H-3.7Z',
  diamond: 'M0 -4.2L4.2 0L0 4.2L-4.2 0Z',
} as const;
export type MarkerShape = keyof typeof shapes;

export const markerShapes: readonly MarkerShape[] = ['circle', 'square', 'triangle', 'diamond'];

export function marker(shape: MarkerShape, { x, y }: { x: number; y: number }, colour: string): Markup {
  return markup`<path d="${shapes[shape]}" transform="translate(${x} ${y})" style="fill: ${colour}" />`;
}
