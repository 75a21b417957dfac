/** A hash over weights that is the same for every file format. */
import { createHash } from 'node:crypto';
import type { Weights } from '../../core/weights/weights';
import { encodeSafetensors } from './safetensors';

/**
 * SHA-256 (hex) over the tensors' names, shapes and values, whatever order they come in:
 * that of a safetensors file of them, sorted by name and without metadata.
 */
export function weightsHash(weights: Weights): string {
  const sorted = [...weights].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return createHash('sha256').update(encodeSafetensors(sorted, {})).digest('hex');
}
