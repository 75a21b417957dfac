/** The AssemblyScript that is written by templates: what kernels/ imports from its folder `generated`. */
import { depthwise3x3Source } from './depthwise-3x3.ts';
import { depthwisePassesSource } from './depthwise-passes.ts';
import { normalisationSource } from './normalisation.ts';
import { paddedRowsSource } from './padded-rows.ts';
import { tilesSource } from './tiles.ts';

const templates: ReadonlyMap<string, () => string> = new Map([
  ['depthwise-3x3', depthwise3x3Source],
  ['depthwise-passes', depthwisePassesSource],
  ['normalisation', normalisationSource],
  ['padded-rows', paddedRowsSource],
  ['tiles', tilesSource],
]);

/** The text of each file by its path from kernels/. */
export function generatedKernels(): Map<string, string> {
  return new Map([...templates].map(([name, write]) => [`generated/${name}.ts`, write()]));
}
