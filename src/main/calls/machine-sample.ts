/** `machine/sample`: processor and memory now, and how many runs train and wait. */
import type { Handler } from './handler';

export const machineSample: Handler<'machine/sample'> = (_, { machine }) => machine.sample();
