/** Gives tensors the names of a known package: the tables by which its checkpoints are read, the other way round. */
import type { Network } from '../../../core/networks/network';
import type { NamedTensor, Weights } from '../../../core/weights/weights';
import { AppError } from '../../../shared/errors';
import { exportNamesFacts, exportNamesOf, type ClassOrder, type ExportNames } from '../../../shared/weights';
import { efficientnetSources } from './efficientnet-sources';
import { headNames } from './fit-weights';
import { swapped } from './take-weights';
import type { WeightsSource } from './weights-source';
import { xceptionSources } from './xception-sources';

export interface NamedForPackage {
  readonly tensors: Weights;
  readonly classes: ClassOrder;
}

/** The order in which the package's own code has the classes. */
export function classOrderOf(names: ExportNames): ClassOrder {
  return sourceOf(names)?.classes ?? 'fake,real';
}

/** `tensors` are a network's in PyTorch's layout. Throws `bad-input` where the package has no such network. */
export function writeNames(network: Network, tensors: Weights, names: ExportNames): NamedForPackage {
  refuseUnknown(network.id, names);
  const classes = classOrderOf(names);
  const head = headNames(network);
  const ordered =
    classes === 'real,fake' ? tensors.map((one) => (head.includes(one.name) ? swapped(one) : one)) : tensors;
  const source = sourceOf(names, network.id);
  if (source?.written === undefined) return { tensors: ordered, classes };
  const { prefix = '', inverted = source.names, besides = [] } = source.written;
  const rules = inverted.map(invert);
  const renamed = [
    ...ordered.map((tensor) => ({ ...tensor, name: theirName(tensor.name, rules) })),
    ...besides.map(unused),
  ];
  return { tensors: renamed.map((tensor) => ({ ...tensor, name: `${prefix}${tensor.name}` })), classes };
}

/** Null where its names are ours, which are the published ones. */
function sourceOf(names: ExportNames, networkId?: string): WeightsSource | null {
  const sources = [...xceptionSources, ...efficientnetSources];
  const ofNetwork = (source: WeightsSource) => networkId === undefined || source.network === networkId;
  return sources.find((source) => source.written?.as === names && ofNetwork(source)) ?? null;
}

function refuseUnknown(networkId: string, names: ExportNames): void {
  const possible = exportNamesOf(networkId);
  if (possible.includes(names)) return;
  const { label } = exportNamesFacts[names];
  throw new AppError(
    'bad-input',
    `${label} has no ${networkId}, so that weights of it cannot have its names. Choose ${possible.join(', ')}.`,
  );
}

type Rule = readonly [ours: RegExp, theirs: string];

/** `^fc\.(weight|bias)$` -> `last_linear.$1` becomes `^last_linear\.(weight|bias)$` -> `fc.$1`: each has one group. */
function invert([theirs, ours]: WeightsSource['names'][number]): Rule {
  const group = /\([^()]*\)/.exec(theirs.source)?.[0] ?? '';
  const pattern = ours.replaceAll('.', String.raw`\.`).replace('$1', group);
  const name = theirs.source
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .replace(group, '$1')
    .replaceAll(String.raw`\.`, '.');
  return [new RegExp(`^${pattern}$`), name];
}

function theirName(name: string, rules: readonly Rule[]): string {
  const rule = rules.find(([ours]) => ours.test(name));
  return rule === undefined ? name : name.replace(...rule);
}

function unused({ name, shape }: { name: string; shape: readonly number[] }): NamedTensor {
  const data = new Float32Array(shape.reduce((product, length) => product * length, 1));
  return { name, shape, data: /\.1\.(weight|running_var)$/.test(name) ? data.fill(1) : data };
}
