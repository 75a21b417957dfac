/** The command line of `npm run package`. */
import { parseArgs } from 'node:util';
import { Problem } from './problem.ts';

export interface Wish {
  /** The unpacked program and nothing more. */
  readonly dir: boolean;
  /** Empty: all of this system. */
  readonly targets: readonly string[];
  readonly electronDist: string | undefined;
  readonly output: string | undefined;
}

/** By system; a package holds binaries, so each is made on the system that it is for. */
const targetsOf: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['AppImage', 'deb'],
  darwin: ['dmg'],
  win32: ['nsis'],
};

const usage = `Usage: npm run package -- [--dir] [--electron-dist DIR] [--output DIR] [TARGET ...]
  --dir                  make the unpacked program only
  --electron-dist DIR    the folder of an unpacked Electron (default: that of ELECTRON_EXE, else the package electron's)
  --output DIR           where to (default: dist)
  TARGET                 AppImage, deb (on Linux), dmg (on macOS), nsis (on Windows); all of the system unless given`;

export function readArguments(args: readonly string[], platform: NodeJS.Platform = process.platform): Wish {
  const known = targetsOf[platform] ?? [];
  const { values, positionals: targets } = parse(args);
  const unknown = targets.find((target) => !known.includes(target));
  if (unknown !== undefined) {
    throw new Problem(
      `"${unknown}" cannot be made on ${platform}, only ${known.join(' and ') || 'nothing'}.\n${usage}`,
    );
  }
  const { dir = false, 'electron-dist': electronDist, output } = values;
  if (dir && targets.length > 0) throw new Problem(`--dir makes no ${targets.join(' and no ')}.\n${usage}`);
  return { dir, targets, electronDist, output };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { dir: { type: 'boolean' }, 'electron-dist': { type: 'string' }, output: { type: 'string' } },
    });
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}
