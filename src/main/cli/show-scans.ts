/** Shows how far datasets are made and scanned. Returns the function that ends it. */
import { pushes } from '../../shared/contract';
import type { Workbench } from '../workbench-api';
import type { Terminal } from './terminal';

export function showScans(workbench: Workbench, terminal: Terminal): () => void {
  let tenths = -1;
  const stopListening = workbench.subscribe((name, payload) => {
    if (name !== 'dataset/changed') return;
    const { name: dataset, state, progress } = pushes['dataset/changed'].payload.parse(payload);
    if (state !== 'scanning' || progress === null || progress.total === 0) return;
    const line = `Dataset ${dataset}: ${progress.done} of ${progress.total} images`;
    const now = Math.floor((10 * progress.done) / progress.total);
    if (terminal.isInteractive) terminal.live([line]);
    else if (now !== tenths) terminal.say(line);
    tenths = now;
  });
  return () => {
    stopListening();
    terminal.live([]);
  };
}
