/** Finds the network that a file's tensors fit, by our names or those of a known package, before any value is read. */
import { findNetwork, networks } from '../../../core/networks';
import { listParameters } from '../../../core/networks/parameter-list';
import type { Network } from '../../../core/networks/network';
import { AppError } from '../../../shared/errors';
import { formatCount } from '../../../shared/format';
import { describeMismatch, matchTensors, type TensorMatch, type TensorShape } from '../torch/match-tensors';
import { torchShapes } from '../torch/network-layout';
import { efficientnetSources } from './efficientnet-sources';
import type { WeightsSource } from './weights-source';
import { xceptionSources } from './xception-sources';

/** `whole` has both classes, `one-output` the probability of the second alone; another is drawn from the seed. */
export type HeadFit = 'whole' | 'one-output' | 'seeded';

export interface WeightsFit {
  readonly network: Network;
  /** Null where the names are ours, which are the published ones. */
  readonly source: WeightsSource | null;
  /** Their name by ours, of every tensor that is read. */
  readonly taken: ReadonlyMap<string, string>;
  /** Their names that are left alone. */
  readonly ignored: readonly string[];
  readonly head: HeadFit;
  /** Their head, in words, where it is drawn anew: `1000 outputs`. */
  readonly theirHead: string;
}

const sources = [...xceptionSources, ...efficientnetSources];
/** What counting programs leave behind (thop), and averages that training scripts keep. */
const ignorable = /(^|\.)(total_ops|total_params|num_batches_tracked|n_averaged)$/;

interface Candidate {
  readonly network: Network;
  readonly source: WeightsSource | null;
  readonly renamed: readonly TensorShape[];
  readonly taken: ReadonlyMap<string, string>;
  readonly ignored: readonly string[];
  readonly match: TensorMatch;
  readonly needed: number;
  readonly fitting: number;
}

/** Throws `bad-input` that lists every difference from the nearest network, or from the one that the file names. */
export function fitWeights(found: readonly TensorShape[], named: string | null, path: string): WeightsFit {
  const ofName = networks.filter(({ id }) => id === named);
  const possible = ofName.length > 0 ? ofName : networks;
  const candidates = possible.flatMap((network) => [
    compare(network, null, found),
    ...sources.filter((source) => source.network === network.id).map((source) => compare(network, source, found)),
  ]);
  // By share, because a small network has little to miss; a source is named only where it explains more.
  const [nearest] = candidates.toSorted(
    (a, b) => b.fitting / b.needed - a.fitting / a.needed || a.match.extra.length - b.match.extra.length,
  );
  const fit = nearest && fitOf(nearest);
  if (fit) return fit;
  const known = networks.map(({ id }) => id).join(', ');
  if (nearest === undefined || (nearest.fitting === 0 && ofName.length === 0)) {
    const told = `none of its ${formatCount(found.length, 'tensor')} fits one of those known (${known})`;
    throw new AppError(
      'bad-input',
      `${path} holds no weights that can be used: ${told}. Choose weights of one of them.`,
    );
  }
  const { network, match, needed, fitting } = nearest;
  const which = ofName.length > 0 ? 'which it names' : `the nearest of those known (${known})`;
  const told = `${path} does not fit the network ${network.id}, ${which}: ${fitting} of its ${needed} tensors match.`;
  throw new AppError('bad-input', [told, ...describeMismatch(match, network.id)].join('\n'));
}

function compare(network: Network, source: WeightsSource | null, found: readonly TensorShape[]): Candidate {
  const expected = torchShapes(network);
  const shapes = new Map(expected.map(({ name, shape }) => [name, shape]));
  const taken = new Map<string, string>();
  const ignored: string[] = [];
  const renamed: TensorShape[] = [];
  for (const { name, shape } of found) {
    const ours = ourName(name, source);
    if (ours === '' || ignorable.test(name) || taken.has(ours)) ignored.push(name);
    else {
      taken.set(ours, name);
      renamed.push({ name: ours, shape: asKernel(shape, shapes.get(ours)) });
    }
  }
  const match = matchTensors(expected, renamed);
  const fitting = expected.length - match.missing.length - match.misshaped.length;
  return { network, source, renamed, taken, ignored, match, needed: expected.length, fitting };
}

function ourName(name: string, source: WeightsSource | null): string {
  const rule = source?.names.find(([theirs]) => theirs.test(name));
  return rule === undefined ? name : name.replace(...rule);
}

/** pretrainedmodels' first file of Xception has 1x1 kernels without their last two axes. */
function asKernel(shape: readonly number[], expected: readonly number[] | undefined): readonly number[] {
  const isPointwise = expected?.length === 4 && expected[2] === 1 && expected[3] === 1;
  return isPointwise && shape.length === 2 ? [...shape, 1, 1] : shape;
}

/** Null where the backbone is not whole, or where the file has more inside it than the network. */
function fitOf(candidate: Candidate): WeightsFit | null {
  const { network, source, renamed, taken, match } = candidate;
  const head = headNames(network);
  const isOfHead = (name: string) => head.includes(name);
  const backboneIsWhole = match.missing.every(isOfHead) && match.misshaped.every(({ name }) => isOfHead(name));
  const parts = new Set(torchShapes(network).map(({ name }) => firstPart(name)));
  const inside = match.extra.filter((name) => parts.has(firstPart(name)) && !isOfHead(`${firstPart(name)}.weight`));
  if (!backboneIsWhole || inside.length > 0) return null;
  const fit = headFit(head, renamed, match);
  const used = [...taken].filter(([ours]) => !match.extra.includes(ours) && (fit !== 'seeded' || !isOfHead(ours)));
  const left = [...taken].filter(([ours]) => match.extra.includes(ours)).map(([, theirs]) => theirs);
  return {
    network,
    source,
    taken: new Map(used),
    ignored: [...candidate.ignored, ...left],
    head: fit,
    theirHead: describeHead(head, renamed),
  };
}

function headFit(head: readonly string[], found: readonly TensorShape[], match: TensorMatch): HeadFit {
  const broken = [...match.missing, ...match.misshaped.map(({ name }) => name)];
  if (!broken.some((name) => head.includes(name))) return 'whole';
  const shapes = new Map(found.map(({ name, shape }) => [name, shape]));
  const width = match.misshaped.find(({ expected }) => expected.length === 2)?.expected[1];
  const [weight = '', bias = ''] = head;
  const isOne = shapes.get(weight)?.join() === `1,${width}` && shapes.get(bias)?.join() === '1';
  return isOne ? 'one-output' : 'seeded';
}

function describeHead([weight = '']: readonly string[], found: readonly TensorShape[]): string {
  const shape = found.find(({ name }) => name === weight)?.shape;
  if (shape === undefined) return 'no last layer of a known name';
  const [outputs = 0, inputs = 0] = shape;
  return `a last layer of ${formatCount(outputs, 'output')} over ${formatCount(inputs, 'feature')}`;
}

/** Weight and bias of the layer that gives the logits. */
export function headNames(network: Network): string[] {
  const { imageSize } = findNetwork(network.id).parameters.parse({});
  return listParameters(network, imageSize)
    .filter(({ isDense }) => isDense)
    .map(({ name }) => name);
}

function firstPart(name: string): string {
  return name.slice(0, name.indexOf('.') + 1);
}
