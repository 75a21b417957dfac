/** Reads images that come one after the other as binary PPM, as ffmpeg writes them into a pipe: each tells its own size. */
import type { RgbImage } from '../../core/images/rgb-image';

/** "P6", width, height and the largest value, each followed by white space. */
const header = /^P6\s(\d+)\s(\d+)\s255\s/;
/** No header of ffmpeg's is longer. */
const longestHeader = 40;

/** What is left of an image that ends early is passed over. Throws where something else comes. */
export async function* readPixmaps(stream: AsyncIterable<Uint8Array>): AsyncGenerator<RgbImage> {
  let pending: Uint8Array[] = [];
  let length = 0;
  /** Of the image that is coming, with its header. */
  let wanted: { readonly from: number; readonly width: number; readonly height: number } | null = null;
  for await (const chunk of stream) {
    pending.push(chunk);
    length += chunk.length;
    for (;;) {
      if (wanted === null) {
        const start = Buffer.concat(pending.slice(0, longestHeader)).subarray(0, longestHeader).toString('latin1');
        const match = header.exec(start);
        if (match === null) {
          if (length >= longestHeader) throw new Error('What came is no binary PPM image.');
          break;
        }
        wanted = { from: match[0].length, width: Number(match[1]), height: Number(match[2]) };
      }
      const end: number = wanted.from + wanted.width * wanted.height * 3;
      if (length < end) break;
      const bytes = Buffer.concat(pending);
      yield { pixels: new Uint8Array(bytes.subarray(wanted.from, end)), width: wanted.width, height: wanted.height };
      pending = [bytes.subarray(end)];
      length -= end;
      wanted = null;
    }
  }
}
