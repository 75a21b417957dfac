/** Thrown by an engine that cannot hold another tensor; the training turns it into advice on the batch. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';

  /** `bytes` that were asked for; null where the engine does not tell. */
  constructor(
    readonly bytes: number | null,
    options?: ErrorOptions,
  ) {
    const what = bytes === null ? 'tensor' : `${Math.ceil(bytes / 2 ** 20)} MiB`;
    super(`The engine's memory has no room for another ${what}.`, options);
  }
}
