/** Tells images from other files: by the ending of the name, else by the first bytes. */
import { AppError } from '../../shared/errors';
import { readBeginning } from './open-file';

/** Images by name. What of them cannot be decoded is refused by name, never left out. */
const imageEndings = new Set(
  '.jpg .jpeg .jpe .jfif .png .apng .webp .gif .tif .tiff .bmp .avif .ppm .pgm .pbm .pnm .heic .heif .jp2 .jxl'.split(
    ' ',
  ),
);

/** What lies beside images in published datasets; such files are not opened to look at their first bytes. */
const otherEndings = new Set(
  (
    '.txt .csv .tsv .json .jsonl .xml .yaml .yml .md .html .pdf .log .npy .npz .pkl .pickle .mat .h5 .pt .pth .py .sh ' +
    '.mp4 .avi .mov .mkv .webm .mp3 .wav .zip .tar .gz .tgz .7z .rar .db .ini .svg'
  ).split(' '),
);

const systemNames = new Set(['__macosx', 'thumbs.db', 'desktop.ini', 'lost+found', '$recycle.bin', '@eadir']);

/** Left behind by operating systems: in all datasets that were once on somebody's desktop. */
export function isSystemName(name: string): boolean {
  return systemNames.has(name.toLowerCase()) || name === '.DS_Store' || name.startsWith('._');
}

/** The ending in lower case with its dot; '' where the name has none. */
export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > name.lastIndexOf('/') + 1 ? name.slice(dot).toLowerCase() : '';
}

/** Opens nothing where `isPlainFile` is false. */
export async function isImageFile(name: string, path: string, isPlainFile: boolean): Promise<boolean> {
  const ending = endingOf(name);
  if (imageEndings.has(ending)) return true;
  if (!isPlainFile || otherEndings.has(ending)) return false;
  try {
    return formatOf(await readBeginning(path, 16)) !== null;
  } catch (error) {
    // Neither its name nor its content says that it is an image; it is counted as skipped.
    if (error instanceof AppError) return false;
    throw error;
  }
}

const firstBytes = {
  jpeg: /^\xff\xd8\xff/,
  png: /^\x89PNG\r\n/,
  gif: /^GIF8/,
  webp: /^RIFF[^]{4}WEBP/,
  tiff: /^(II\*\0|MM\0\*)/,
  avif: /^[^]{4}ftypavi[fs]/,
  // Its length, then where the pixels begin, then one of the known lengths of the header behind.
  bmp: /^BM[^]{10}\0\0[\x0c\x28\x34\x38\x40\x6c\x7c]\0/,
  netpbm: /^P[1-6]\s+[#\d]/,
} as const;

/** The format that the first bytes say, whatever the name; null for one that is not known here. */
export function formatOf(bytes: Uint8Array): string | null {
  const beginning = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return Object.entries(firstBytes).find(([, pattern]) => pattern.test(beginning))?.[0] ?? null;
}
