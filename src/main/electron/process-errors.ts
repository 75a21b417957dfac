/** Errors of the desktop process that nobody caught: in the log with all they say, and in a dialog once each. */
import { app, dialog, type MessageBoxOptions } from 'electron';
import type { Logger } from 'pino';
import { programName } from '../../shared/window-title';

interface Watched {
  readonly log: Logger;
  readonly logPath: string;
}

export function watchProcess({ log, logPath }: Watched): void {
  const told = new Set<string>();
  let isTelling = false;

  const tell = (error: unknown, kind: string) => {
    log.fatal({ error, kind }, 'An error that nobody caught');
    const message = error instanceof Error ? error.message : String(error);
    if (!app.isReady()) {
      dialog.showErrorBox(`${programName} cannot start`, `${message}\n\nThe log is ${logPath}.`);
      app.exit(1);
      return;
    }
    if (isTelling || told.has(message)) return;
    isTelling = true;
    told.add(message);
    void dialog.showMessageBox(unexpectedError(message, logPath)).then(({ response }) => {
      isTelling = false;
      if (response === 1) app.exit(1);
    });
  };
  process.on('uncaughtException', (error, origin) => tell(error, origin));
  process.on('unhandledRejection', (reason) => tell(reason, 'unhandledRejection'));
  // The terminal that the program was started from may be gone: nothing is lost with it.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => log.debug({ error }, 'Nobody reads what the program prints'));
  }
  app.on('child-process-gone', (_, details) => {
    if (details.reason === 'clean-exit') return;
    log.error({ ...details }, 'A process of Chromium ended; it is started again when it is needed');
  });
}

function unexpectedError(message: string, logPath: string): MessageBoxOptions {
  return {
    type: 'error',
    title: programName,
    message: 'Something went wrong in the workbench',
    detail: `${message}\n\nTrainings go on by themselves, and nothing that is on disk is lost. If the workbench does not work as before, close it and open it again. What happened stands in ${logPath}.`,
    buttons: ['Go on', 'Close the workbench'],
    defaultId: 0,
    cancelId: 0,
  };
}
