/** Listens for what a GPU reports beside the calls that cause it: its loss, missing memory, refused work. */
import { AppError } from '../../shared/errors';
import { OutOfMemoryError } from '../out-of-memory';

export class DeviceWatch {
  private failure: AppError | null = null;

  constructor(
    device: GPUDevice,
    /** As messages call the device. */
    private readonly name: string,
  ) {
    void device.lost.then(({ reason, message }) => this.fail(this.lost(reason, message)));
    device.addEventListener('uncapturederror', ({ error }) => this.fail(this.refused(error)));
  }

  /** Throws what went wrong first; after that the device's values mean nothing any more. */
  check(): void {
    if (this.failure) throw this.failure;
  }

  /** Its cause lets a training name a micro-batch that fits. */
  outOfMemory(cause?: unknown): AppError {
    const message = `The GPU "${this.name}" is out of memory. Start the run again with a smaller batch size or image size.`;
    return new AppError('unavailable', message, { cause: new OutOfMemoryError(null, { cause }) });
  }

  private fail(error: AppError): void {
    this.failure ??= error;
  }

  private lost(reason: string, message: string): AppError {
    const cause = message === '' ? reason : message;
    return new AppError(
      'unavailable',
      `The GPU "${this.name}" was lost (${cause}). Resume the run from its last checkpoint, or start it on engine "wasm".`,
    );
  }

  private refused(error: GPUError): AppError {
    const isTooLarge = /max buffer size limit|maximum [a-z ]*binding size/i.test(error.message);
    if (error instanceof GPUOutOfMemoryError || isTooLarge) return this.outOfMemory(error);
    const [first = ''] = error.message.split('\n');
    return new AppError('internal', `The GPU "${this.name}" refused a computation: ${first}`, { cause: error });
  }
}
