/** An image in memory, as every part that touches pixels hands it on. */
export interface RgbImage {
  /** RGB bytes, row by row, [height, width, 3]. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}
