/** Which stages, tasks and splits of a run have scores on disk. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScoreSet } from '../../shared/images';
import { splitNames } from '../../shared/task';
import { absent } from '../datasets/list-images';

/** By stage, then in the order of the chain; `tasks` are the chain's names, and what else lies there is passed over. */
export async function listScoreSets(runFolder: string, tasks: readonly string[]): Promise<ScoreSet[]> {
  const sets: ScoreSet[] = [];
  for (const folder of (await readdir(join(runFolder, 'scores')).catch(absent)) ?? []) {
    // Older versions called a stage a step.
    const stage = /^(?:stage|step)-(\d{1,4})$/.exec(folder)?.[1];
    if (stage === undefined) continue;
    const files = new Set(await readdir(join(runFolder, 'scores', folder)).catch(absent));
    for (const task of tasks)
      for (const split of splitNames)
        if (files.has(`${task}.${split}.csv`)) sets.push({ stage: Number(stage), task, split });
  }
  return sets.sort((a, b) => a.stage - b.stage);
}
