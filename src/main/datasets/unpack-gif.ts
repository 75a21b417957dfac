/** Unpacks the pixels of a GIF's frame: Lempel-Ziv-Welch with codes of 3 to 12 bits, in blocks of at most 255 bytes. */

const mostCodes = 4096;

/** `count` indices. Throws an Error for a frame that ends early, or whose codes mean nothing. */
export function unpackGif(bytes: Uint8Array, start: number, count: number): Uint8Array {
  const firstBits = bytes[start] ?? 0;
  if (firstBits < 1 || firstBits > 11) throw new Error(`its pixels have codes of ${firstBits} bits`);
  const clear = 2 ** firstBits;
  const nextCode = codesOf(bytes, start + 1);
  // Each code is another one and an index more.
  const before = new Uint16Array(mostCodes);
  const last = Uint8Array.from({ length: mostCodes }, (_, code) => code & 0xff);
  const pixels = new Uint8Array(count);
  const reversed = new Uint8Array(mostCodes + 1);
  let known = clear + 2;
  let bits = firstBits + 1;
  let previous: number | null = null;
  let first = 0;
  for (let filled = 0; filled < count;) {
    const code = nextCode(bits);
    if (code === null || code === clear + 1) throw new Error('it ends early');
    if (code === clear) {
      known = clear + 2;
      bits = firstBits + 1;
      previous = null;
      continue;
    }
    if (code > known || (code >= clear && previous === null)) throw new Error('its pixels are packed wrongly');
    let length = 0;
    let at = code;
    if (code === known) {
      reversed[length] = first;
      length += 1;
      at = previous ?? 0;
    }
    for (; at >= clear; at = before[at] ?? 0) {
      reversed[length] = last[at] ?? 0;
      length += 1;
    }
    first = at;
    reversed[length] = first;
    for (; length >= 0 && filled < count; length -= 1, filled += 1) pixels[filled] = reversed[length] ?? 0;
    if (previous !== null && known < mostCodes) {
      before[known] = previous;
      last[known] = first;
      known += 1;
      if (known === 2 ** bits && bits < 12) bits += 1;
    }
    previous = code;
  }
  return pixels;
}

/** Codes of a changing number of bits, the lowest first; null at the end of the blocks. */
function codesOf(bytes: Uint8Array, start: number): (bits: number) => number | null {
  let at = start;
  let left = 0;
  let waiting = 0;
  let waitingBits = 0;
  return (bits) => {
    while (waitingBits < bits) {
      if (left === 0) {
        left = bytes[at] ?? 0;
        at += 1;
        if (left === 0) return null;
      }
      const byte = bytes[at];
      if (byte === undefined) return null;
      waiting |= byte << waitingBits;
      waitingBits += 8;
      at += 1;
      left -= 1;
    }
    const code = waiting & (2 ** bits - 1);
    waiting >>>= bits;
    waitingBits -= bits;
    return code;
  };
}
