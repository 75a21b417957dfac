import { cpus } from 'node:os';

/** The processor and how many cores of it this machine has. */
export function processorName(): string {
  const cores = cpus();
  const count = `${cores.length} ${cores.length === 1 ? 'core' : 'cores'}`;
  const model = cores[0]?.model.trim();
  return model ? `${model}, ${count}` : count;
}
