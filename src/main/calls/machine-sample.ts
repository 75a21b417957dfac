/** `machine/sample`: what the machine, its GPUs and the trainings use now, and how many runs train and wait. */
import type { Handler } from './handler';

export const machineSample: Handler<'machine/sample'> = async (_, { machine }) => {
  await machine.firstLook();
  return machine.sample();
};
