/** Cuts a square around a face out of an image, upright or with the eyes level, at a wished size. */
import { resizeBilinear } from '../images/resize-bilinear';
import type { RgbImage } from '../images/rgb-image';
import type { Eyes, FaceBox, Point } from './face';

export interface FaceSquare {
  readonly centre: Point;
  /** In pixels of the image, at least 1. */
  readonly side: number;
}

export interface CutOptions {
  /** Pixels a side; as many as the image has there where it is null. */
  readonly size: number | null;
  /** By how much the square is turned, clockwise as the picture is seen, in radians; not at all unless given. */
  readonly angle?: number;
}

/** As wide as the longer side of the box, and by the part `margin` of it wider: 0.3 adds 15 % on each side. */
export function squareAround(box: FaceBox, margin: number): FaceSquare {
  const centre = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  return { centre, side: Math.max(1, Math.round(Math.max(box.width, box.height) * (1 + margin))) };
}

/** Made smaller and shifted where it would reach over the image's edges. */
export function squareWithin({ centre, side }: FaceSquare, { width, height }: RgbImage): FaceSquare {
  const fitting = Math.min(side, width, height);
  const half = fitting / 2;
  const within = (at: number, length: number) => Math.min(Math.max(at, half), length - half);
  return { centre: { x: within(centre.x, width), y: within(centre.y, height) }, side: fitting };
}

/** How far the line of the eyes is from level, in radians. */
export function tiltOf({ left, right }: Eyes): number {
  return Math.atan2(right.y - left.y, right.x - left.x);
}

/** Where the square reaches over the image, the image's edge is repeated. */
export function cutFace(image: RgbImage, square: FaceSquare, { size, angle = 0 }: CutOptions): RgbImage {
  const side = size ?? square.side;
  if (angle === 0) return resizeBilinear(cutUpright(image, square), side, side);
  // Scaled first, where the resizing averages over what falls on a pixel, and turned at about the final size.
  const reach = Math.abs(Math.cos(angle)) + Math.abs(Math.sin(angle));
  const around = { centre: square.centre, side: Math.ceil(square.side * reach) };
  const scaledSide = Math.max(side, Math.round((around.side * side) / square.side));
  return turn(resizeBilinear(cutUpright(image, around), scaledSide, scaledSide), side, angle);
}

function cutUpright(image: RgbImage, { centre, side }: FaceSquare): RgbImage {
  const pixels = new Uint8Array(side * side * 3);
  const [left, top] = [Math.round(centre.x - side / 2), Math.round(centre.y - side / 2)];
  for (let y = 0; y < side; y += 1) {
    const row = clamp(top + y, image.height - 1) * image.width;
    for (let x = 0; x < side; x += 1) {
      const from = (row + clamp(left + x, image.width - 1)) * 3;
      const to = (y * side + x) * 3;
      pixels[to] = image.pixels[from] ?? 0;
      pixels[to + 1] = image.pixels[from + 1] ?? 0;
      pixels[to + 2] = image.pixels[from + 2] ?? 0;
    }
  }
  return { pixels, width: side, height: side };
}

/** The inner square of a square image, turned about their common centre; bilinear. */
function turn(image: RgbImage, side: number, angle: number): RgbImage {
  const pixels = new Uint8Array(side * side * 3);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [dx, dy] = [x + 0.5 - side / 2, y + 0.5 - side / 2];
      const at = { x: image.width / 2 + dx * cos - dy * sin - 0.5, y: image.height / 2 + dx * sin + dy * cos - 0.5 };
      for (let channel = 0; channel < 3; channel += 1) {
        pixels[(y * side + x) * 3 + channel] = Math.round(sample(image, at, channel));
      }
    }
  }
  return { pixels, width: side, height: side };
}

function sample({ pixels, width, height }: RgbImage, { x, y }: Point, channel: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const value = (column: number, row: number) =>
    pixels[(clamp(row, height - 1) * width + clamp(column, width - 1)) * 3 + channel] ?? 0;
  const mix = (a: number, b: number, part: number) => a + (b - a) * part;
  return mix(
    mix(value(left, top), value(left + 1, top), x - left),
    mix(value(left, top + 1), value(left + 1, top + 1), x - left),
    y - top,
  );
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
