/** What torch.save puts in the place of a storage: its type, its key, the device it was on and its number of values. */
import { refusedCheckpoint } from './checkpoint-refusal';
import type { PickleClass, PickleValue, TorchStorage } from './pickle-values';

/**
 * ('storage', class, key, device, count); the stream format adds None, or the place of a view in a storage,
 * which PyTorch has not written since 0.4. The device says nothing of the values.
 */
export function storageReference(id: PickleValue, path: string): TorchStorage | PickleClass {
  const parts = typeof id === 'object' && id !== null && id.kind === 'tuple' ? id.items : [];
  const [tag, type, key, , count, view] = parts;
  // Before 1.6, ('module', class, its source file, its source) stands for the class of a module saved whole.
  if (tag === 'module' && typeof type === 'object' && type !== null && type.kind === 'class') return type;
  const isStorage = tag === 'storage' && (parts.length === 5 || parts.length === 6);
  const storageType = typeof type === 'object' && type !== null && type.kind === 'class' ? type.storageType : null;
  if (!isStorage || storageType === null || typeof key !== 'string') {
    throw refusedCheckpoint(path, 'it refers to something outside the pickle that is not a storage');
  }
  if (view !== undefined && view !== null) {
    throw refusedCheckpoint(path, 'it holds a view of a storage, which PyTorch has not written since version 0.4');
  }
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) {
    throw refusedCheckpoint(path, 'a storage in it has no count of values');
  }
  return { kind: 'storage', type: storageType, key, count };
}
