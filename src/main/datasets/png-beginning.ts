/** Whether a PNG's beginning leads to pixels: a large file that only has the header of one need not be read to its end. */

const signatureBytes = 8;
/** Of a chunk: its length, its type and its checksum. */
const frameBytes = 12;

/** What is wrong with the chunks that are given, up to the first of the pixels; null where nothing is. */
export function whatIsWrongWithPng(beginning: Uint8Array): string | null {
  const view = new DataView(beginning.buffer, beginning.byteOffset, beginning.byteLength);
  let at = signatureBytes;
  while (at + 8 <= beginning.length) {
    const type = new TextDecoder('latin1').decode(beginning.subarray(at + 4, at + 8));
    if (!/^[A-Za-z]{4}$/.test(type)) return 'it has no pixels behind the header of a PNG';
    const length = view.getUint32(at);
    if (type === 'IDAT') {
      const data = at + 8;
      if (length < 2 || data + 2 > beginning.length) return null;
      return isZlib(view.getUint16(data)) ? null : 'its pixels are not compressed as those of a PNG are';
    }
    at += frameBytes + length;
  }
  return null;
}

/** RFC 1950: the method is deflate, and the two bytes are a multiple of 31. */
function isZlib(header: number): boolean {
  const deflate = 8;
  return ((header >> 8) & 0x0f) === deflate && header % 31 === 0;
}
