/** A disk that is full: which file has no room, and how much it lacks, in the words that every place shows. */
import { z } from 'zod';
import { formatBytes } from './format';

export const NoRoom = z.object({
  /** The file that could not be written. */
  path: z.string(),
  neededBytes: z.number(),
  /** What the disk has left; null where it does not tell. */
  freeBytes: z.number().nullable(),
});
export type NoRoom = z.infer<typeof NoRoom>;

export function noRoomText({ path, neededBytes, freeBytes }: NoRoom): string {
  const free = freeBytes === null ? '' : `, ${formatBytes(freeBytes)} free`;
  return `There is no room on the disk for "${path}": ${formatBytes(neededBytes)} needed${free}.`;
}

/** What a run's page and the command line say while it waits. */
export function heldText(room: NoRoom): string {
  return `${noRoomText(room)} The run waits, and goes on by itself when there is room. Delete what is not needed.`;
}
