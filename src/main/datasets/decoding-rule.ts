/** By which rule image files become pixels, and what that means for runs that began under another one. */

/** Counts up whenever our own part of decoding or resizing gives other bytes; part of the image cache's keys. */
export const decodingRule = 2;

/** The name under which run.json and evaluation.json keep it, among the versions. */
export const decodingVersion = 'image decoding';

/** Of runs that name none: images were turned as EXIF says, CMYK went through a colour profile, 16-bit grey was scaled. */
const firstRule = 1;

type Versions = Readonly<Record<string, string>>;

export function decodingRuleOf(versions: Versions): number {
  return Number(versions[decodingVersion] ?? firstRule);
}

/** What a program has to do with an image file before the rest, for weights of a run with these versions. */
export function decodingText(versions: Versions): string {
  return decodingRuleOf(versions) === firstRule
    ? 'upright 8-bit RGB, turned as the EXIF orientation says, alpha dropped, colour profile ignored'
    : "8-bit RGB as PIL's Image.open(path).convert('RGB') gives it: not turned as EXIF says, alpha dropped, colour profile ignored";
}

/** What is said of a run that goes on under another rule than it began with; null where it is the same. */
export function otherRuleNotice(versions: Versions): string | null {
  const began = decodingRuleOf(versions);
  if (began === decodingRule) return null;
  return (
    `This run began when images were decoded by rule ${began}, and goes on with rule ${decodingRule}: ` +
    'images with an EXIF orientation, of CMYK, of 16-bit grey and transparent GIFs have other pixels than before, all ' +
    'others the same. Where the data hold such images, start the run anew (docs/images.md).'
  );
}
