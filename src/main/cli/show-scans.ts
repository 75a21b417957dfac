/** Shows how far datasets are made and scanned. Returns the function that ends it. */
import { pushes } from '../../shared/contract';
import { formatCount } from '../../shared/format';
import type { ScanPhase } from '../../shared/task';
import type { Workbench } from '../workbench-api';
import type { Terminal } from './terminal';

const verbs: Record<ScanPhase, string> = { making: 'Making', scanning: 'Scanning' };

export function showScans(workbench: Pick<Workbench, 'subscribe'>, terminal: Terminal): () => void {
  let told = '';
  const stopListening = workbench.subscribe((name, payload) => {
    if (name !== 'dataset/changed') return;
    const { name: dataset, state, progress } = pushes['dataset/changed'].payload.parse(payload);
    if (state !== 'scanning' || progress === null || progress.total === 0) return;
    const { phase, done, total } = progress;
    const line = `${verbs[phase]} dataset ${dataset}: ${done} of ${formatCount(total, 'image')}`;
    const tenth = `${phase} ${Math.floor((10 * done) / total)}`;
    if (terminal.isInteractive) terminal.live([line]);
    else if (tenth !== told) terminal.say(line);
    told = tenth;
  });
  return () => {
    stopListening();
    terminal.live([]);
  };
}
