/**
 * places.json: where the tasks of this workspace lie now that are no longer where a run or a dataset says, by the
 * fingerprint of their images. Read by workbench and workers; written when a person gives a place.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { writeJsonDurably } from '../runs/durable-file';
import { readOptionalFile } from '../runs/json-file';
import { placedPath, storedPath } from './stored-path';

const PlacesFile = z.object({
  format: z.literal(1),
  /** Fingerprint to the path of the task's folder, relative to the workspace where it lies inside. */
  tasks: z.record(z.string(), z.string()),
});

/** Fingerprint to absolute path. Throws AppError 'damaged', which names the file. */
export async function readPlaces(workspace: string): Promise<Map<string, string>> {
  const file = await readOptionalFile(PlacesFile, placesPath(workspace));
  return new Map(Object.entries(file?.tasks ?? {}).map(([print, path]) => [print, placedPath(workspace, path)]));
}

/** Adds to what is remembered; a task that has moved again is remembered at its latest place. */
export async function rememberPlaces(workspace: string, found: ReadonlyMap<string, string>): Promise<void> {
  if (found.size === 0) return;
  const places = [...(await readPlaces(workspace)), ...found];
  const tasks = Object.fromEntries(places.map(([print, path]) => [print, storedPath(workspace, path)]));
  await writeJsonDurably(placesPath(workspace), { format: 1, tasks } satisfies z.infer<typeof PlacesFile>);
}

function placesPath(workspace: string): string {
  return join(workspace, 'places.json');
}
