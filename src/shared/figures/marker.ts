/** A mark on a point of a line, by which lines of one colour are told apart. */
import { markPath, type MarkShape } from './line-style';
import { markup, type Markup } from './markup';

export function marker(shape: MarkShape, { x, y }: { x: number; y: number }, colour: string): Markup {
  return markup`<path d="${markPath(shape, 3.2)}" transform="translate(${x} ${y})" style="fill: ${colour}" />`;
}
