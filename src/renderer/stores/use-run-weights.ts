/** The weights files of runs, asked for when they come into sight, a few runs at a time; then their hashes, one by one. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import type { WeightsEntry } from '../../shared/weights';
import { keyOfWeights } from '../forms/evaluation-draft';
import { useConnection } from './connection';

export interface RunWeights {
  /** By `keyOfWeights`; what is not among them is gone from the disk, once its run has been asked for. */
  readonly files: ShallowRef<ReadonlyMap<string, WeightsEntry>>;
  /** Ids of runs whose files are known. */
  readonly asked: ShallowRef<ReadonlySet<string>>;
  readonly error: ShallowRef<AppError | null>;
  /** What is in sight now: asked for unless it is known, and hashed before anything else. */
  show(keys: readonly string[]): void;
  /** Forgets everything: files may have changed. */
  clear(): void;
}

export function useRunWeights(): RunWeights {
  const { client } = useConnection();
  const files = shallowRef<ReadonlyMap<string, WeightsEntry>>(new Map());
  const asked = shallowRef<ReadonlySet<string>>(new Set());
  const error = shallowRef<AppError | null>(null);
  let wanted: readonly string[] = [];
  let isBusy = false;
  let isGone = false;

  async function work(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    try {
      while (!isGone && ((await ask()) || (await hash())));
      error.value = null;
    } catch (thrown) {
      error.value = toAppError(thrown);
    } finally {
      isBusy = false;
    }
  }

  /** False when nothing in sight is unknown. */
  async function ask(): Promise<boolean> {
    const runIds = [...new Set(wanted.map(runOf))].filter((runId) => !asked.value.has(runId)).slice(0, 100);
    if (runIds.length === 0) return false;
    const found = await client.call('weights/files', { runIds });
    files.value = new Map([...files.value, ...found.map((entry) => [keyOfWeights(entry), entry] as const)]);
    asked.value = new Set([...asked.value, ...runIds]);
    return true;
  }

  async function hash(): Promise<boolean> {
    const entry = wanted.map((key) => files.value.get(key)).find((one) => one?.hash === null);
    if (!entry) return false;
    const { runId, stage, which } = entry;
    const answer = await client.call('weights/hash', { runId, stage, which });
    files.value = new Map(files.value).set(keyOfWeights(entry), { ...entry, ...answer });
    return true;
  }

  function show(keys: readonly string[]): void {
    wanted = keys;
    void work();
  }

  function clear(): void {
    asked.value = new Set();
    void work();
  }

  onScopeDispose(() => {
    isGone = true;
  });

  return { files, asked, error, show, clear };
}

function runOf(key: string): string {
  return key.split('/')[0] ?? '';
}
