/** What people have under an image's name that is not read as one, told by its first bytes. */

interface Foreign {
  /** "an SVG drawing". */
  readonly name: string;
  /** Whether another program can turn it into a PNG. */
  readonly isPicture: boolean;
}

const kinds: readonly (readonly [pattern: RegExp, foreign: Foreign])[] = [
  [
    /^\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i,
    { name: 'an SVG drawing', isPicture: true },
  ],
  [/^\s*(<!DOCTYPE html|<html)/i, { name: 'a web page, so that its download has failed', isPicture: false }],
  [/^version https:\/\/git-lfs/, { name: 'a pointer of Git LFS: run git lfs pull', isPicture: false }],
  [/^[^]{4}ftyp(hei[cx]|hev[cx]|mif1|msf1|miaf)/, { name: 'an HEIC image', isPicture: true }],
  [/^\0\0\0\x0cjP {2}|^\xff\x4f\xff\x51/, { name: 'a JPEG 2000 image', isPicture: true }],
  [/^\xff\x0a|^\0\0\0\x0cJXL /, { name: 'a JPEG XL image', isPicture: true }],
  [/^8BPS/, { name: 'a Photoshop file', isPicture: true }],
  [/^%PDF-/, { name: 'a PDF', isPicture: true }],
  [/^\x1f\x8b/, { name: 'compressed with gzip', isPicture: false }],
  [/^PK\x03\x04/, { name: 'a zip archive', isPicture: false }],
  [/^[\t\n\r\x20-\x7e]+$/, { name: 'text', isPicture: false }],
];

/** Null where it is not known. */
export function foreignContent(bytes: Uint8Array): Foreign | null {
  const beginning = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  return kinds.find(([pattern]) => pattern.test(beginning))?.[1] ?? null;
}
