/** bundle.json, the first file of a bundle: which files of a run it holds, and what they hash to. */
import { z } from 'zod';
import { RunId } from '../../shared/run';

export const listName = 'bundle.json';

/** What of a run folder goes into a bundle. Checkpoints stay: they are large, and serve to go on where the run was made. */
const bundledName =
  /^(?:run\.json|notes\.json|mapping\.json|events\.jsonl|(?:scores|weights)\/(?:stage|step)-\d+\/[^/\\]+\.(?:csv|safetensors))$/;

export function isBundled(name: string): boolean {
  return bundledName.test(name);
}

export const BundledFile = z.object({
  /** Inside the run folder, with `/`. */
  name: z.string().refine(isBundled, 'it is no file of a run'),
  sizeBytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BundledFile = z.infer<typeof BundledFile>;

export const BundleList = z.object({
  format: z.literal(1),
  run: RunId,
  files: z
    .array(BundledFile)
    .refine((files) => new Set(files.map(({ name }) => name)).size === files.length, 'it names a file twice'),
});
export type BundleList = z.infer<typeof BundleList>;

/** The zip's comment is the SHA-256, hexadecimal, of every byte before it. */
export const sealBytes = 64;
