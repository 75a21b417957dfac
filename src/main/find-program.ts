/** Where the program's own files lie, seen from the sources and from the built program alike. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { z } from 'zod';
import { AppError } from '../shared/errors';

const Package = z.object({ name: z.string(), version: z.string() });

export interface Program {
  readonly root: string;
  readonly version: string;
}

/** Looks upwards for our own package.json, because the bundler may put this code a folder deeper. */
export function findProgram(from = import.meta.dirname): Program {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const found = Package.safeParse(JSON.parse(readFileSync(file, 'utf8')));
      if (found.success && found.data.name === 'cored-workbench') return { root: folder, version: found.data.version };
    }
    if (dirname(folder) === folder) {
      throw new AppError('damaged', `The program's package.json is not above "${from}". Install the workbench again.`);
    }
  }
}

/** A built entry (worker.js, cli.js): beside this code's bundle, or where `npm run build` puts it; where plain Node can read it. */
export function findEntry(name: string): string {
  const beside = [import.meta.dirname, dirname(import.meta.dirname)].map((folder) => join(folder, name));
  return outsideAsar(beside.find((path) => existsSync(path)) ?? join(findProgram().root, 'out', 'main', name));
}

/** Electron alone reads inside app.asar; what other processes need is kept beside it, in app.asar.unpacked. */
export function outsideAsar(path: string): string {
  return path.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`);
}
