/** Plain values of Python that training scripts save beside the weights; each is left alone, and nothing of it is run. */
import type { PickleClass } from './pickle-values';

/** By the name that Python would call. What is not listed here or in `torch-classes.ts` is refused when it is called. */
const names = [
  ...inModules(['builtins', '__builtin__'], ['set', 'frozenset', 'complex', 'slice', 'range', 'bytearray', 'object']),
  ...inModules(['collections'], ['Counter', 'deque']),
  ...inModules(['copyreg', 'copy_reg'], ['_reconstructor']),
  ...inModules(['datetime'], ['datetime', 'date', 'time', 'timedelta', 'timezone']),
  ...inModules(
    ['pathlib', 'pathlib._local'],
    ['PosixPath', 'WindowsPath', 'Path', 'PurePosixPath', 'PureWindowsPath', 'PurePath'],
  ),
  ...inModules(['numpy.core.multiarray', 'numpy._core.multiarray'], ['scalar', '_reconstruct']),
  ...inModules(['numpy.core.numeric', 'numpy._core.numeric'], ['_frombuffer']),
  ...inModules(['numpy'], ['dtype']),
  ...inModules(['torch'], ['device', 'Generator']),
  '_codecs.encode',
  'argparse.Namespace',
  'decimal.Decimal',
  'easydict.EasyDict',
  'fractions.Fraction',
  'functools.partial',
  'types.SimpleNamespace',
  'uuid.UUID',
];

export const inertClasses: readonly PickleClass[] = names.map((name) => ({
  kind: 'class',
  name,
  construct: () => ({ kind: 'object', className: name }),
  storageType: null,
  isKnown: true,
}));

function inModules(modules: readonly string[], members: readonly string[]): string[] {
  return modules.flatMap((module) => members.map((member) => `${module}.${member}`));
}
