/** Opens files that are written at their end, such as logs: never a FIFO, which would hold up whoever opens it, nor a device. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { refuseOtherKinds, UnfitFile } from './plain-file';

// A FIFO that took the file's place between the two looks must not hold us up. Windows has no such flag.
const withoutWaiting = process.platform === 'win32' ? 0 : constants.O_NONBLOCK;
const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | withoutWaiting;

/** The descriptor, which whoever opens it closes. Throws UnfitFile where something else than a plain file stands there. */
export function openForAppending(path: string): number {
  refuseOtherKinds(path);
  const descriptor = openSync(path, flags);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw new UnfitFile('kind', 'it is not a file', 'something else');
}
