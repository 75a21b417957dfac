/** What the desktop window was started with. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { defaultWorkspace } from '../default-workspace';

export interface WindowArguments {
  readonly workspace: string;
  /** A file that the program was asked to open, by a double click for example. */
  readonly file: string | null;
  /** Start the demo when the window is open. */
  readonly demo: boolean;
  /** Started by our command line, which reads from standard output when the window is open, or why not. */
  readonly announce: boolean;
  /** Somebody asked for the developer tools. */
  readonly devTools: boolean;
  /** Note in desktop.log when the main process was held up, for whoever looks for the cause. */
  readonly logDelays: boolean;
}

interface StartedProgram {
  readonly isPackaged: boolean;
  /** Stands among the arguments of a program that is not packaged. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** `argv` as Electron hands it over. Chromium's own switches pass by. A folder among them is a workspace. */
export function windowArguments(argv: readonly string[], program: StartedProgram): WindowArguments {
  const { values, positionals } = parseArgs({
    args: argv.slice(1),
    options: {
      workspace: { type: 'string' },
      demo: { type: 'boolean' },
      announce: { type: 'boolean' },
      devtools: { type: 'boolean' },
      'log-delays': { type: 'boolean' },
    },
    strict: false,
    allowPositionals: true,
  });
  const paths = positionals.map(pathOf).filter((path) => program.isPackaged || path !== resolve(program.folder));
  const named = typeof values.workspace === 'string' ? resolve(values.workspace) : paths.find(isFolder);
  return {
    workspace: named ?? defaultWorkspace(),
    file: paths.find((path) => !isFolder(path)) ?? null,
    demo: values.demo === true,
    announce: values.announce === true,
    logDelays: values['log-delays'] === true,
    devTools: values.devtools === true || program.environment['CORED_DEVTOOLS'] === '1',
  };
}

/** Desktops on Linux may hand over an address. */
function pathOf(argument: string): string {
  return argument.startsWith('file://') ? fileURLToPath(argument) : resolve(argument);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
