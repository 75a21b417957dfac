/** Tensors as the bytes of an HDF5 file, written by the HDF5 library itself, compiled to WebAssembly. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Group as Hdf5Group } from 'h5wasm/node';
import type { Weights } from '../../../core/weights/weights';

/** A tensor's name is its path in the file, `layers/dense/vars/0`. Equal tensors give equal bytes. */
export async function encodeHdf5(tensors: Weights): Promise<Uint8Array> {
  // 4 MB that only this format needs.
  const { File, ready } = await import('h5wasm/node');
  await ready;
  // This build writes into real files alone.
  const folder = await mkdtemp(join(tmpdir(), 'cored-hdf5-'));
  const path = join(folder, 'model.weights.h5');
  try {
    atTimeZero(() => {
      const file = new File(path, 'w');
      try {
        writeTensors(file, tensors);
      } finally {
        file.close();
      }
    });
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

type Group = Pick<Hdf5Group, 'create_dataset' | 'create_group'>;

function writeTensors(file: Group, tensors: Weights): void {
  const groups = new Map<string, Group>([['', file]]);
  const groupAt = (path: string): Group => {
    const found = groups.get(path);
    if (found !== undefined) return found;
    const made = groupAt(parentOf(path)).create_group(nameOf(path));
    groups.set(path, made);
    return made;
  };
  for (const { name, shape, data } of tensors) {
    groupAt(parentOf(name)).create_dataset({ name: nameOf(name), data, shape: [...shape], dtype: '<f' });
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** HDF5 keeps the second in which each object was made, and h5wasm has no switch for that. `work` must not wait. */
function atTimeZero(work: () => void): void {
  const { now } = Date;
  Date.now = () => 0;
  try {
    work();
  } finally {
    Date.now = now;
  }
}
