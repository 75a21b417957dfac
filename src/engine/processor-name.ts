import { cpus } from 'node:os';
import { formatCount } from '../shared/format';

/** The processor and how many cores of it this machine has. */
export function processorName(): string {
  const cores = cpus();
  const count = formatCount(cores.length, 'core');
  const model = cores[0]?.model.trim();
  return model ? `${model}, ${count}` : count;
}
