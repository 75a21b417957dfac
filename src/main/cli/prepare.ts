/** Making and scanning data before a training: shown, and given up cleanly on Ctrl-C. */
import type { Workbench } from '../workbench-api';
import { showScans } from './show-scans';
import type { Terminal } from './terminal';

/** Rejects with AppError 'cancelled' on Ctrl-C; then nothing half-made remains. */
export async function prepare<Result>(
  { workbench, terminal }: { workbench: Workbench; terminal: Terminal },
  work: () => Promise<Result>,
): Promise<Result> {
  const stopShowing = showScans(workbench, terminal);
  // Closing cancels the scans, and with them the call that waits for one.
  const cancel = () => {
    workbench.close().catch((error: unknown) => terminal.say(`Error: ${String(error)}`));
  };
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  try {
    return await work();
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    stopShowing();
  }
}
