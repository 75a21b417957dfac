/** A run as one file: how its name ends. */
export const bundleEnding = '.cored.zip';

export function isBundleName(fileName: string): boolean {
  return fileName.toLowerCase().endsWith(bundleEnding);
}
