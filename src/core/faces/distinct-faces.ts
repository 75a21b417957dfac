/** Keeps one box of those that mean the same face. */
import type { FaceBox, FoundFace } from './face';

/** Boxes that share more than this part of what both cover mean one face. */
const mostOverlap = 0.5;

/** The surest box of each face, the largest face first. */
export function distinctFaces(faces: readonly FoundFace[]): FoundFace[] {
  const kept: FoundFace[] = [];
  for (const face of faces.toSorted((a, b) => b.score - a.score)) {
    if (kept.every((other) => overlap(face.box, other.box) <= mostOverlap)) kept.push(face);
  }
  return kept.sort((a, b) => area(b.box) - area(a.box));
}

/** Intersection over union. */
export function overlap(a: FaceBox, b: FaceBox): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  const shared = Math.max(0, width) * Math.max(0, height);
  return shared === 0 ? 0 : shared / (area(a) + area(b) - shared);
}

function area({ width, height }: FaceBox): number {
  return width * height;
}
