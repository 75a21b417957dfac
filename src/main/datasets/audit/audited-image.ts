/** What the audit of a dataset looks at in each image. */
import type { ListedImage } from '../list-task';
import type { PerceptualHash } from './perceptual-hash';

export interface AuditedImage extends ListedImage {
  /** SHA-256 of the file. */
  readonly hash: string;
  /** "jpeg", "png": of the content; null where it is no image. */
  readonly format: string | null;
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly look: PerceptualHash | null;
}

export interface AuditedTask {
  readonly name: string;
  readonly path: string;
  readonly images: readonly AuditedImage[];
}

/** Of the files that a finding concerns; the rest is counted in its message. */
export const listedFiles = 100;

/** So many findings of each kind are listed; a last one counts them all. */
export const listedFindings = 5;
