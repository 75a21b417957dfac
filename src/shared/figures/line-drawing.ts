/** Lines over a shared x as SVG, whose texts are texts. */
import { isDrawn, type FigureLine, type LineFigure } from './figure';
import { roundedPixels, type FigureInk, type FigureSize } from './figure-look';
import { frame, type Frame } from './frame';
import { marker } from './marker';
import { markup, nothing, type Markup } from './markup';

export interface LineDrawing {
  /** Elements that stand in an `<svg>` of this size, px. */
  readonly drawn: Markup;
  readonly width: number;
  readonly height: number;
}

/** @param clipId names the clip path, for a figure whose lines go beyond its ranges; left out: nothing is cut off */
export function lineDrawing(
  figure: LineFigure,
  { size, ink, clipId }: { size: FigureSize; ink: FigureInk; clipId?: string },
): LineDrawing {
  const places = frame(figure, size, ink);
  const lines = figure.lines.filter(isDrawn).map((line) => drawLine(line, figure, places));
  const drawn = clipId === undefined ? markup`${lines}` : clipped(lines, clipId, places);
  return { drawn: markup`${places.background} ${drawn}`, width: size.width, height: places.height };
}

function clipped(lines: readonly Markup[], id: string, { left, right, top, bottom }: Frame): Markup {
  // Marks and lines along the upper and lower edge are whole.
  const rect = markup`<rect x="${left}" y="${top - 4}" width="${roundedPixels(right - left)}" height="${bottom - top + 8}" />`;
  return markup`<clipPath id="${id}">${rect}</clipPath><g clip-path="url(#${id})">${lines}</g>`;
}

function drawLine(line: FigureLine, { x, hasSigns, xRange, yRange }: LineFigure, places: Frame): Markup {
  const { label, colour, dash = [], shape, width = 1.7, values, raw, spread, isBridged } = line;
  const path = pathOf(values, x, { places, isBridged });
  const marks = shape === undefined ? [] : path.points.map((point) => marker(shape, point, colour));
  const behind = raw === undefined ? nothing : faintLine(pathOf(raw, x, { places, isBridged }).text, colour);
  const drawn = markup`<path d="${path.text}" fill="none" stroke-width="${width}" stroke-dasharray="${dash.join(' ')}" stroke-linejoin="round" style="stroke: ${colour}" />`;
  const signs = hasSigns ? signsOf(raw ?? values, x, { xRange, yRange, places }).map((at) => signOf(at, colour)) : [];
  return markup`<g><title>${label}</title>${spread ? spreadOf(line, x, places) : nothing}${behind}${drawn}${marks}${signs}</g>`;
}

function faintLine(text: string, colour: string): Markup {
  return markup`<path d="${text}" fill="none" stroke-width="1" stroke-opacity="0.3" style="stroke: ${colour}" />`;
}

function pathOf(
  values: readonly (number | null)[],
  x: readonly number[],
  { places: { toX, toY }, isBridged = false }: { places: Frame; isBridged: boolean | undefined },
) {
  let isPenDown = false;
  let text = '';
  const points: { x: number; y: number }[] = [];
  for (const [index, value] of values.entries()) {
    const [at, height] = [x[index], value === null ? null : toY(value)];
    if (height === null || at === undefined) {
      isPenDown &&= isBridged;
      continue;
    }
    const place = { x: roundedPixels(toX(at)), y: roundedPixels(height) };
    text += `${isPenDown ? 'L' : 'M'}${place.x} ${place.y}`;
    points.push(place);
    isPenDown = true;
  }
  return { text, points };
}

/** One area for each stretch that has deviations throughout. */
function spreadOf({ values, spread = [], colour }: FigureLine, x: readonly number[], { toX, toY, bottom }: Frame) {
  const text = spreadStretches(values, spread).map((stretch) => {
    const at = (index: number) => roundedPixels(toX(x[index] ?? 0));
    const upper = stretch.map(({ index, high }) => `${at(index)} ${roundedPixels(toY(high) ?? bottom)}`);
    const lower = stretch.map(({ index, low }) => `${at(index)} ${roundedPixels(toY(low) ?? bottom)}`).reverse();
    return `M${[...upper, ...lower].join('L')}Z`;
  });
  return markup`<path d="${text.join('')}" fill-opacity="0.14" style="fill: ${colour}" />`;
}

interface Spread {
  readonly index: number;
  readonly low: number;
  readonly high: number;
}

/** Stretches of neighbouring points that have a value and a deviation. */
export function spreadStretches(
  values: readonly (number | null)[],
  spread: readonly (number | null)[],
): readonly (readonly Spread[])[] {
  const stretches: Spread[][] = [];
  for (const [index, value] of values.entries()) {
    const deviation = spread[index] ?? null;
    if (value === null || deviation === null) continue;
    const point = { index, low: value - deviation, high: value + deviation };
    const last = stretches.at(-1);
    if (last?.at(-1)?.index === index - 1) last.push(point);
    else stretches.push([point]);
  }
  return stretches;
}

interface Sign {
  readonly x: number;
  readonly y: number;
  readonly isAbove: boolean;
}

/** Where values lie beyond the range; of those that are close together one. */
function signsOf(
  values: readonly (number | null)[],
  x: readonly number[],
  { xRange: [from, to], yRange: [low, high], places }: Pick<LineFigure, 'xRange' | 'yRange'> & { places: Frame },
): Sign[] {
  const signs: Sign[] = [];
  for (const [index, value] of values.entries()) {
    const at = x[index] ?? 0;
    if (value === null || (value >= low && value <= high) || at < from || at > to) continue;
    const isAbove = value > high;
    const sign = { x: roundedPixels(places.toX(at)), y: isAbove ? places.top : places.bottom, isAbove };
    if (signs.some((other) => other.isAbove === sign.isAbove && Math.abs(other.x - sign.x) < 8)) continue;
    signs.push(sign);
  }
  return signs;
}

function signOf({ x, y, isAbove }: Sign, colour: string): Markup {
  const d = isAbove ? 'M0 0L4 7H-4Z' : 'M0 0L4 -7H-4Z';
  return markup`<path d="${d}" transform="translate(${x} ${y})" style="fill: ${colour}"><title>beyond the axis</title></path>`;
}
