/** Tensors that outlive the computation that gave them. */
import * as tf from '@tensorflow/tfjs-core';

/** What `compute` gives; of its tensors, those that `tensorsOf` lists stay, and are the caller's to dispose. */
export function tidied<Result>(compute: () => Result, tensorsOf: (result: Result) => readonly tf.Tensor[]): Result {
  const results: Result[] = [];
  tf.tidy(() => {
    const result = compute();
    results.push(result);
    return [...tensorsOf(result)];
  });
  const [result] = results;
  if (result === undefined) throw new Error('tf.tidy did not compute.');
  return result;
}

/** Disposes all but those that someone has kept meanwhile, as a student keeps its running statistics. */
export function disposeUnkept(tensors: readonly tf.Tensor[]): void {
  tf.dispose(tensors.filter(({ kept }) => !kept));
}
