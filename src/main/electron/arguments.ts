/** What the desktop window was started with. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultWorkspace } from '../default-workspace';

export interface WindowArguments {
  readonly workspace: string;
  /** Start the demo when the window is open. */
  readonly demo: boolean;
  /** Started by our command line, which reads from standard output when the window is open, or why not. */
  readonly announce: boolean;
  /** Note in desktop.log when the main process was held up, for whoever looks for the cause. */
  readonly logDelays: boolean;
}

/**
 * `argv` as Electron hands it over; `isPackaged` tells whether the program's folder stands among the arguments.
 * Chromium's own switches pass by.
 */
export function windowArguments(argv: readonly string[], isPackaged: boolean): WindowArguments {
  const { values } = parseArgs({
    args: argv.slice(isPackaged ? 1 : 2),
    options: {
      workspace: { type: 'string' },
      demo: { type: 'boolean' },
      announce: { type: 'boolean' },
      'log-delays': { type: 'boolean' },
    },
    strict: false,
    allowPositionals: true,
  });
  const workspace = typeof values.workspace === 'string' ? resolve(values.workspace) : defaultWorkspace();
  return {
    workspace,
    demo: values.demo === true,
    announce: values.announce === true,
    logDelays: values['log-delays'] === true,
  };
}
