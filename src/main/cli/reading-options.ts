/** `--classes` and `--part`: what a weights file alone does not settle. */
import { Option } from 'commander';
import { classOrders } from '../../shared/weights';

/** Which output is fake. */
export function classesOption(): Option {
  const told = 'the order of the weights’ outputs, where their file does not say it; as published: fake,real';
  return new Option('--classes <order>', told).choices(classOrders);
}

export function partOption(): Option {
  return new Option('--part <place>', 'which of several sets of weights in the file (`cored inspect` lists them)');
}
