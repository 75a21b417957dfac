/** macOS's icon container (ICNS): PNGs, each under a four-letter type that says its size. */

/** Type and side in pixels. Those marked 2x are for displays with two pixels a point. */
export const icnsTypes = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32], // 16 2x
  ['ic12', 64], // 32 2x
  ['ic07', 128],
  ['ic13', 256], // 128 2x
  ['ic08', 256],
  ['ic14', 512], // 256 2x
  ['ic09', 512],
  ['ic10', 1024], // 512 2x
] as const;

const headerBytes = 8;

/** `pngs` by side in pixels; throws when one of `icnsTypes` is missing. */
export function encodeIcns(pngs: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const elements = icnsTypes.map(([type, size]) => {
    const png = pngs.get(size);
    if (!png) throw new Error(`There is no picture of ${size} pixels for the icon of macOS.`);
    return element(type, png);
  });
  return element('icns', Buffer.concat(elements));
}

/** Type, length with this header, content. */
function element(type: string, content: Uint8Array): Uint8Array {
  const header = Buffer.alloc(headerBytes);
  header.write(type, 'latin1');
  header.writeUInt32BE(headerBytes + content.byteLength, 4);
  return Buffer.concat([header, content]);
}
