/** Puts the tensors of a file into a network's order and layout, its last layer too, and tells how that was done. */
import { initialWeights } from '../../../core/networks/initial-weights';
import type { NamedTensor, Weights } from '../../../core/weights/weights';
import { AppError } from '../../../shared/errors';
import { ClassOrder, type WeightsAccount } from '../../../shared/weights';
import type { ReadOptions } from '../model-weights';
import { shown } from '../torch/checkpoint-refusal';
import type { HalfType } from '../torch/float-values';
import { torchShapes, weightsFromTorch } from '../torch/network-layout';
import { efficientnetInput } from './efficientnet-sources';
import { headNames, type WeightsFit } from './fit-weights';

export interface FileFacts {
  readonly path: string;
  readonly imageSize: number;
  /** The order of the classes that the file gives, as it stands there. */
  readonly classes: string | null;
  /** By its names. */
  readonly halfTypes: ReadonlyMap<string, HalfType>;
  /** Whether the workbench wrote it. */
  readonly isOurs: boolean;
  /** Of the weights that were read, and of every set of weights in the file. */
  readonly place: string;
  readonly places: readonly string[];
  /** How the tensors were found, in sentences. */
  readonly notes: readonly string[];
}

interface SetFacts extends Pick<FileFacts, 'place' | 'places'> {
  /** What a person chose. */
  readonly part: string | undefined;
  /** Whether the weights lie below a key. */
  readonly isWrapped: boolean;
}

export interface TakenWeights {
  readonly weights: Weights;
  readonly account: WeightsAccount;
  /** By our names. */
  readonly halfTypes: ReadonlyMap<string, HalfType>;
}

const mostNamed = 6;
/** By network: how packages give images to it, where that is not as it is done here. Those of Xception agree. */
const otherInputs: ReadonlyMap<string, string> = new Map([['efficientnet-b0', efficientnetInput]]);

/** `tensors` have the file's names, in PyTorch's layout. Throws `bad-input` for an order of classes that is none. */
export function takeWeights(
  fit: WeightsFit,
  tensors: readonly NamedTensor[],
  { file, options }: { file: FileFacts; options: ReadOptions },
): TakenWeights {
  const { network, head } = fit;
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const classes = classesOf(file, options);
  const names = headNames(network);
  const shapes = new Map(torchShapes(network).map(({ name, shape }) => [name, shape]));
  const taken = [...fit.taken].flatMap(([name, theirs]) => {
    const tensor = byName.get(theirs);
    if (tensor === undefined) return [];
    // Kernels of 1x1 may be stored without their last two axes; values and their order are the same.
    if (!names.includes(name)) return [{ ...tensor, name, shape: shapes.get(name) ?? tensor.shape }];
    const ours = { ...tensor, name };
    const whole = head === 'one-output' ? asTwoOutputs(ours) : ours;
    return [classes.order === 'real,fake' ? swapped(whole) : whole];
  });
  const read = weightsFromTorch(network, taken);
  const drawn = initialWeights(network, { imageSize: file.imageSize, seed: options.seed ?? 0 });
  const seeded = head === 'seeded' ? names : [];
  const present = new Map(read.map((tensor) => [tensor.name, tensor]));
  const weights = drawn.map((tensor) => present.get(tensor.name) ?? tensor);
  const { place: part } = file;
  const parts = [...file.places];
  const halfTypes = new Map([...fit.taken].flatMap(([name, theirs]) => halfTypeOf(file, name, theirs)));
  return { weights, halfTypes, account: { notes: notesOf(fit, file, classes), seeded, classes, part, parts } };
}

function halfTypeOf({ halfTypes }: FileFacts, name: string, theirs: string): [string, HalfType][] {
  const type = halfTypes.get(theirs);
  return type === undefined ? [] : [[name, type]];
}

function classesOf({ classes: told, path }: FileFacts, { classes }: ReadOptions): WeightsAccount['classes'] {
  if (classes !== undefined) return { order: classes, from: 'person' };
  if (told === null) return { order: 'fake,real', from: 'default' };
  const order = ClassOrder.safeParse(told);
  if (order.success) return { order: order.data, from: 'file' };
  throw new AppError(
    'bad-input',
    `${path} gives its classes as "${told}", which is neither fake,real nor real,fake. Say which it is: --classes fake,real or --classes real,fake.`,
    { cause: order.error },
  );
}

/** One output z is the log-odds of the second class; softmax over 0 and z gives its sigmoid. */
function asTwoOutputs({ name, shape, data }: NamedTensor): NamedTensor {
  const both = new Float32Array(2 * data.length);
  both.set(data, data.length);
  return { name, shape: [2, ...shape.slice(1)], data: both };
}

/** The last layer's weight or bias with its two outputs changed over. */
export function swapped({ name, shape, data }: NamedTensor): NamedTensor {
  const half = data.length / 2;
  const other = new Float32Array(data.length);
  other.set(data.subarray(half));
  other.set(data.subarray(0, half), half);
  return { name, shape, data: other };
}

function notesOf(fit: WeightsFit, file: FileFacts, classes: WeightsAccount['classes']): string[] {
  const { network, source, ignored, head, theirHead } = fit;
  const notes = [...file.notes];
  if (source !== null) notes.push(`Names are those of ${source.label}.`);
  if (source?.note !== undefined) notes.push(source.note);
  const otherInput = file.isOurs ? undefined : otherInputs.get(network.id);
  if (otherInput !== undefined) notes.push(otherInput);
  if (ignored.length > 0) notes.push(`Left alone: ${listed(ignored)}.`);
  if (head === 'seeded') {
    notes.push(`It has ${theirHead}, not one of 2: the backbone is read, the last layer is drawn from the seed.`);
    return notes;
  }
  const [first, second] = classes.order.split(',');
  if (head === 'one-output') {
    notes.push(`Its last layer has one output, taken as the probability of ${second} and read as two.`);
  }
  const isAgainst = classes.from === 'person' && file.classes !== null && file.classes !== classes.order;
  const person = isAgainst ? `as you chose, though the file says ${shown(file.classes ?? '')}` : 'as you chose';
  const why = { file: 'as the file says', person, default: 'as published, for the file does not say' };
  const usual = source?.classes;
  const doubt = usual !== undefined && usual !== classes.order && classes.from === 'default';
  notes.push(
    `Its outputs are read as ${first}, ${second}, ${why[classes.from]}.` +
      (doubt ? ` The code of ${source?.label ?? 'its source'} has ${usual}: choose that where it fits.` : ''),
  );
  return notes;
}

/** Which of the file's sets of weights was read, in sentences. */
export function setNotes({ place, places, part, isWrapped }: SetFacts): string[] {
  if (places.length < 2) return isWrapped ? [`The weights lie in "${place}".`] : [];
  const others = places.filter((one) => one !== place).map((one) => `"${one}"`);
  const why = part === undefined ? 'as is usual' : 'as you chose';
  return [
    `It holds several sets of weights: "${place}" was read, ${why}; ${others.join(', ')} can be chosen in its place.`,
  ];
}

export function listed(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
