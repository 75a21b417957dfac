/** Thrown by an engine that cannot hold another tensor; the training turns it into advice on the batch. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';

  /** `bytes` that were asked for. */
  constructor(readonly bytes: number) {
    super(`The engine's memory has no room for another ${Math.ceil(bytes / 2 ** 20)} MiB.`);
  }
}
