/** Messages between the worker and a replica's thread. */
import type { ImageSet } from '../../core/images/image-set';
import type { TaskData, ChainTraining } from '../../core/training/training';
import type { ReplicaMemory } from '../../engine/replicas/replica-memory';
import type { ErrorPayload } from '../../shared/errors';
import type { EngineId, Recipe } from '../../shared/recipe';

/** Of the training that all replicas share; everything can be handed to another thread. */
export interface SharedTraining extends Pick<ChainTraining, 'seed' | 'tasks' | 'initialWeights' | 'resumeFrom'> {
  readonly engine: EngineId;
  readonly recipe: Recipe;
  readonly startStage: number | undefined;
  readonly microBatches: number;
}

export interface ReplicaOrder extends SharedTraining {
  readonly rank: number;
  readonly memory: ReplicaMemory;
}

export type ReplicaMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'ended' }
  | { readonly type: 'failed'; readonly error: ErrorPayload; readonly stack: string };

/** The same tasks, their pixels where every thread can read them; the names of files stay with the first replica. */
export function tasksForThreads(tasks: readonly TaskData[]): TaskData[] {
  return tasks.map(({ name, train, val, test }) => ({
    name,
    train: withoutNames(train),
    val: withoutNames(val),
    test: test && withoutNames(test),
  }));
}

/** The same images in memory that threads share; those that are there already as they are. */
export function inSharedMemory(images: ImageSet): ImageSet {
  if (images.pixels.buffer instanceof SharedArrayBuffer) return images;
  const pixels = new Uint8Array(new SharedArrayBuffer(images.pixels.length));
  pixels.set(images.pixels);
  return { ...images, pixels };
}

function withoutNames(images: ImageSet): ImageSet {
  return { ...images, files: [] };
}
