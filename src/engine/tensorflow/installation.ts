/** Finds a TensorFlow that this program can load, without loading it: one set up from a wheel, else tfjs-node's own. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { whyNotInstalled } from '../installed-package';
import { addonFolder, manifestName } from './addon-folder';

/** What scripts/setup-tensorflow.mjs writes down. */
const Manifest = z.object({
  tensorflow: z.string(),
  python: z.string(),
  libraries: z.array(z.string()),
  usesGpu: z.boolean(),
});
type Manifest = z.infer<typeof Manifest>;

export type Installation =
  /** Built by `npm run setup:tensorflow` in that folder. */
  | { readonly kind: 'built'; readonly folder: string; readonly name: string; readonly usesGpu: boolean }
  /** An npm package of that name, which brings TensorFlow along. */
  | { readonly kind: 'package'; readonly name: string; readonly usesGpu: boolean }
  | { readonly kind: 'none'; readonly reason: string };

const gpuPackage = '@tensorflow/tfjs-node-gpu';
export const packages = [gpuPackage, '@tensorflow/tfjs-node'];
const setUp = 'Run npm run setup:tensorflow -- --python PATH, with the path of a Python that has TensorFlow.';

/** What was set up comes first: somebody asked for it. */
export function findInstallation(environment: NodeJS.ProcessEnv = process.env): Installation {
  const folder = addonFolder(environment);
  const file = join(folder, manifestName);
  if (existsSync(file)) return builtIn(folder, file);
  const name = packages.find((candidate) => whyNotInstalled(candidate) === null);
  if (name !== undefined) return { kind: 'package', name, usesGpu: name === gpuPackage };
  return { kind: 'none', reason: `No TensorFlow is set up, and npm could not install ${gpuPackage} here. ${setUp}` };
}

function builtIn(folder: string, file: string): Installation {
  const manifest = readManifest(file);
  if (!manifest) return { kind: 'none', reason: `"${file}" is damaged. ${setUp}` };
  const missing = [join(folder, addonName), ...manifest.libraries].find((path) => !existsSync(path));
  const { tensorflow: version, python, usesGpu } = manifest;
  if (missing === undefined) return { kind: 'built', folder, name: `TensorFlow ${version} of ${python}`, usesGpu };
  const reason = `The TensorFlow ${version} that was set up is gone: "${missing}" is not there. ${setUp}`;
  return { kind: 'none', reason };
}

export const addonName = 'tfjs_binding.node';

function readManifest(file: string): Manifest | null {
  try {
    return Manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}
