/** Everything that a run's view shows: stages, results and the curves' points. */
import { AppError } from '../../shared/errors';
import { detailOf } from '../../shared/reading/run-summary';
import type { RunDetail } from '../../shared/run';
import type { Sqlite } from './open-database';
import { factsOfRow, readingOfRow, readRunRow } from './run-rows';

/** Throws AppError 'not-found'. At most `maximumPoints` loss points, evenly thinned, the first and the last kept. */
export function readRunDetail(
  { database, workspace }: { database: Sqlite; workspace: string },
  runId: string,
  maximumPoints = 2000,
): RunDetail {
  // One transaction, so that curves and `lastSequence` belong together.
  return database.transaction((): RunDetail => {
    const found = database.prepare('SELECT * FROM run WHERE id = ?').get(runId);
    if (found === undefined) throw new AppError('not-found', `There is no run "${runId}" in this workspace.`);
    const row = readRunRow(found, workspace);
    const all = (sql: string) => database.prepare(sql).all(runId);
    const lossPoints = all('SELECT * FROM loss_point WHERE run_id = ? ORDER BY stage, epoch, batch');
    const reading = readingOfRow(row, {
      stages: all('SELECT * FROM stage WHERE run_id = ? ORDER BY stage'),
      results: all('SELECT * FROM task_result WHERE run_id = ?'),
      lossPoints: thin(lossPoints, maximumPoints),
      epochs: all('SELECT * FROM epoch_result WHERE run_id = ? ORDER BY stage, epoch'),
    });
    return detailOf(factsOfRow(row), reading);
  })();
}

/** Every n-th from the end, so that the newest point is always there, and the first one too. */
function thin<Item>(items: readonly Item[], maximum: number): Item[] {
  if (items.length <= maximum) return [...items];
  const stride = Math.ceil(items.length / (maximum - 1));
  return items.filter((_, index) => index === 0 || (items.length - 1 - index) % stride === 0);
}
