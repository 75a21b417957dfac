/** Ends the program when the terminal or the system says so, without the question that closing the window asks. */
import { app } from 'electron';
import type { Logger } from 'pino';
import { watchInterruption } from '../interruption';

/**
 * Call it when Electron is ready: its own handlers, which close the window with the question, replace those set before.
 * `close`: closes the window without asking.
 */
export function endOnSignals(close: () => void, log: Logger): void {
  const { signal, again } = watchInterruption({ signals: ['SIGINT', 'SIGTERM', 'SIGHUP'] });
  signal.addEventListener('abort', () => {
    log.info('Asked to end by a signal');
    close();
  });
  again.addEventListener('abort', () => app.exit(1));
}
