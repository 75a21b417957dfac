/** `--classes`: which output of weights is fake. */
import { Option } from 'commander';
import { classOrders } from '../../shared/weights';

export function classesOption(): Option {
  const told = 'the order of the weights’ outputs, where their file does not say it; as published: fake,real';
  return new Option('--classes <order>', told).choices(classOrders);
}
