/** What cannot be read of a run's folder now, apart from its events: looked at when the run is. */
import { existsSync } from 'node:fs';
import type { RunFacts, RunReading } from '../../shared/reading/run-reading';
import { runMappingPath } from '../datasets/mapping/mapping-file';
import { orDamage } from './damage-of-file';
import { readJsonFile } from './json-file';
import { RunFolder } from './run-folder';
import { damagedWeights, eventsMissing } from './weights-of-folder';

/** Sentences, each with the path. `reading`: what its events tell. */
export async function damageOfFolder(
  { folder: path, chain }: Pick<RunFacts, 'folder' | 'chain'>,
  reading: RunReading,
): Promise<string[]> {
  if (!existsSync(path)) return [`The run's folder "${path}" is gone. Restore it from a copy, or delete the run.`];
  const folder = new RunFolder(path);
  const files = [
    await orDamage(folder.readRun()),
    await orDamage(folder.readNotes()),
    await orDamage(folder.readControl()),
    await orDamage(folder.readWorkerFile()),
    // What it has to say is checked by whoever reads images through it.
    await orDamage(readJsonFile(runMappingPath(path))),
  ];
  return [
    ...files.flatMap(({ damage }) => damage),
    ...(await damagedWeights(folder, chain.length)),
    ...(await eventsMissing(folder, reading)),
  ];
}
