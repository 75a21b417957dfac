/** Before a worker is started: on a disk that is full it could not even say so. */
import { freeBytesAt, NoRoomError } from '../files/write-failure';

/** For the first lines of its events, worker.json and the log. What a checkpoint needs it waits for itself. */
const leastBytes = 1024 * 1024;

/** Throws NoRoomError. */
export function refuseFullDisk(folder: string): void {
  const freeBytes = freeBytesAt(folder);
  if (freeBytes !== null && freeBytes < leastBytes) {
    throw new NoRoomError({ path: folder, neededBytes: leastBytes, freeBytes });
  }
}
