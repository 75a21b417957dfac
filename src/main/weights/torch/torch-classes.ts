/** Every class that a checkpoint may name, each with code of ours in the place of PyTorch's; no other name is looked up. */
import { refusedCheckpoint } from './checkpoint-refusal';
import { describeValue } from './pickle-values';
import type { PickleClass, PickleDict, PickleTuple, PickleValue, TorchTensor } from './pickle-values';
import { inertClasses } from './inert-classes';
import { storageTypes } from './storage-types';

const mostDimensions = 32;

/** By the dotted name that Python would import. */
export const torchClasses: ReadonlyMap<string, PickleClass> = new Map(
  [
    callable('collections.OrderedDict', orderedDict),
    callable('torch._utils._rebuild_tensor_v2', rebuildTensor),
    callable('torch._utils._rebuild_tensor', rebuildTensor), // before 0.4
    callable('torch._utils._rebuild_parameter', rebuildParameter),
    callable('torch._utils._rebuild_parameter_with_state', rebuildParameter),
    callable('torch._tensor._rebuild_from_type_v2', rebuildFromType),
    callable('torch.Size', size),
    callable('collections.defaultdict', () => ({ kind: 'dict', entries: new Map() })),
    ...inertClasses,
    ...storageTypes.map((storageType): PickleClass => ({
      kind: 'class',
      name: `torch.${storageType.className}`,
      construct: null,
      storageType,
      isKnown: true,
    })),
  ].map((one) => [one.name, one]),
);

function callable(name: string, construct: NonNullable<PickleClass['construct']>): PickleClass {
  return { kind: 'class', name, construct, storageType: null, isKnown: true };
}

/** Without arguments as Python 3 writes it; Python 2 gives a list of pairs. */
function orderedDict(args: readonly PickleValue[], path: string): PickleDict {
  const entries: PickleDict['entries'] = new Map();
  const [pairs] = args;
  if (args.length > 1) throw refusedCheckpoint(path, `it makes an OrderedDict of ${args.length} values`);
  for (const pair of pairs === undefined ? [] : sequence(pairs, { what: 'the pairs of an OrderedDict', path })) {
    const [key, value, ...more] = sequence(pair, { what: 'a pair of an OrderedDict', path });
    if (typeof key !== 'string' || value === undefined || more.length > 0) {
      throw refusedCheckpoint(path, 'it makes an OrderedDict of something other than named values');
    }
    entries.set(key, value);
  }
  return { kind: 'dict', entries };
}

/** (storage, offset, shape, strides), then requires_grad, hooks and metadata, which say nothing of the values. */
function rebuildTensor(args: readonly PickleValue[], path: string): TorchTensor {
  const [storage, offset, shape, strides] = args;
  if (args.length < 4 || args.length > 7) throw refusedCheckpoint(path, `it makes a tensor of ${args.length} values`);
  if (typeof storage !== 'object' || storage === null || storage.kind !== 'storage') {
    throw refusedCheckpoint(path, 'it makes a tensor without a storage');
  }
  const tensor: TorchTensor = {
    kind: 'tensor',
    storage,
    offset: natural(offset, { what: 'offset', path }),
    shape: naturals(shape, { what: 'shape', path }),
    strides: naturals(strides, { what: 'strides', path }),
  };
  if (tensor.shape.length !== tensor.strides.length) {
    throw refusedCheckpoint(
      path,
      `a tensor has ${tensor.shape.length} dimensions and ${tensor.strides.length} strides`,
    );
  }
  return tensor;
}

/** (tensor, requires_grad, hooks), and attributes in newer versions, which say nothing of the values. */
function rebuildParameter(args: readonly PickleValue[], path: string): TorchTensor {
  const [tensor] = args;
  if (args.length < 3 || args.length > 4 || typeof tensor !== 'object' || tensor === null || tensor.kind !== 'tensor') {
    throw refusedCheckpoint(path, 'it makes a parameter of something other than a tensor');
  }
  return tensor;
}

/** (function, type, its arguments, attributes): a tensor of a subclass, or one with attributes. */
function rebuildFromType(args: readonly PickleValue[], path: string): PickleValue {
  const [rebuild, , given] = args;
  const isRebuild = typeof rebuild === 'object' && rebuild !== null && rebuild.kind === 'class';
  if (args.length !== 4 || !isRebuild || rebuild.construct === null || rebuild.construct === rebuildFromType) {
    throw refusedCheckpoint(path, `it makes a tensor of ${describeValue(rebuild ?? null)}`);
  }
  return rebuild.construct(sequence(given ?? null, { what: 'the arguments of a tensor', path }), path);
}

function size(args: readonly PickleValue[], path: string): PickleTuple {
  const [lengths] = args;
  if (args.length !== 1) throw refusedCheckpoint(path, `it makes a torch.Size of ${args.length} values`);
  return { kind: 'tuple', items: naturals(lengths, { what: 'torch.Size', path }) };
}

function sequence(value: PickleValue, { what, path }: Place): readonly PickleValue[] {
  if (typeof value === 'object' && value !== null && (value.kind === 'tuple' || value.kind === 'list')) {
    return value.items;
  }
  throw refusedCheckpoint(path, `${what} are ${describeValue(value)}`);
}

interface Place {
  readonly what: string;
  readonly path: string;
}

function naturals(value: PickleValue | undefined, place: Place): number[] {
  const items = sequence(value ?? null, place);
  if (items.length > mostDimensions) {
    throw refusedCheckpoint(place.path, `a tensor has ${items.length} dimensions, more than ${mostDimensions}`);
  }
  return items.map((item) => natural(item, place));
}

function natural(value: PickleValue | undefined, { what, path }: Place): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  const given = typeof value === 'number' || typeof value === 'bigint' ? String(value) : describeValue(value ?? null);
  throw refusedCheckpoint(path, `a tensor's ${what} ${what === 'strides' ? 'have' : 'has'} ${given}`);
}
