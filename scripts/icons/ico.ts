/** Windows' icon container (ICO): a directory of pictures, small ones as bitmaps and large ones as PNG. */

export interface IconPicture {
  /** Width and height in pixels, at most 256. */
  readonly size: number;
  /** Red, green, blue, alpha for each pixel, from the top left. */
  readonly rgba: Uint8Array;
  readonly png: Uint8Array;
}

/** From this size on a PNG is stored; installers and old viewers read bitmaps alone below it. */
const firstPngSize = 256;
const directoryBytes = 6;
const entryBytes = 16;
const bitmapHeaderBytes = 40;

export function encodeIco(pictures: readonly IconPicture[]): Uint8Array {
  const bodies = pictures.map((picture) => (picture.size < firstPngSize ? bitmap(picture) : picture.png));
  const directory = new DataView(new ArrayBuffer(directoryBytes + entryBytes * pictures.length));
  directory.setUint16(2, 1, true); // an icon, not a cursor
  directory.setUint16(4, pictures.length, true);
  let offset = directory.byteLength;
  pictures.forEach(({ size }, index) => {
    const entry = directoryBytes + entryBytes * index;
    const length = bodies[index]?.byteLength ?? 0;
    directory.setUint8(entry, size % 256); // 0 stands for 256
    directory.setUint8(entry + 1, size % 256);
    directory.setUint16(entry + 4, 1, true); // planes
    directory.setUint16(entry + 6, 32, true); // bits a pixel
    directory.setUint32(entry + 8, length, true);
    directory.setUint32(entry + 12, offset, true);
    offset += length;
  });
  return Buffer.concat([new Uint8Array(directory.buffer), ...bodies]);
}

/** A BITMAPINFOHEADER, the rows from the bottom up in blue, green, red, alpha, and a mask that alpha makes needless. */
function bitmap({ size, rgba }: IconPicture): Uint8Array {
  const maskBytes = Math.ceil(size / 32) * 4 * size;
  const bytes = new Uint8Array(bitmapHeaderBytes + rgba.length + maskBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bitmapHeaderBytes, true);
  view.setInt32(4, size, true);
  view.setInt32(8, size * 2, true); // the picture and its mask
  view.setUint16(12, 1, true);
  view.setUint16(14, 32, true);
  view.setUint32(20, rgba.length + maskBytes, true);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const from = ((size - 1 - row) * size + column) * 4;
      const to = bitmapHeaderBytes + (row * size + column) * 4;
      bytes.set([rgba[from + 2] ?? 0, rgba[from + 1] ?? 0, rgba[from] ?? 0, rgba[from + 3] ?? 0], to);
    }
  }
  return bytes;
}
