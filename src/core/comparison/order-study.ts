/** What the order of a chain does: AUC on each task by the position in which it was trained. */
import type { ComparisonRow, OrderStudy } from '../../shared/comparison';
import { recipeKey, type RunGroup } from './group-runs';
import { statisticOf } from './statistic';

export interface StudiedRow {
  readonly group: RunGroup;
  readonly row: ComparisonRow;
}

/** One study for each recipe that has rows of the same tasks, start and split in several orders; `tasks` in the order given. */
export function orderStudies(rows: readonly StudiedRow[], tasks: readonly string[]): OrderStudy[] {
  const alike = Map.groupBy(rows, ({ group: { recipe, chain, startStage, reportedSplit } }) =>
    JSON.stringify([recipeKey(recipe), chain.toSorted(), startStage, reportedSplit]),
  );
  return [...alike.values()].filter((ofRecipe) => ofRecipe.length > 1).flatMap((ofRecipe) => study(ofRecipe, tasks));
}

function study(rows: readonly StudiedRow[], tasks: readonly string[]): OrderStudy[] {
  const [first] = rows;
  if (first === undefined) return [];
  const own = tasks.filter((task) => first.group.chain.includes(task));
  const positions = own.map((_, position) => position);
  const aucOf = ({ row }: StudiedRow, task: string) => row.taskAucs[tasks.indexOf(task)]?.mean ?? null;
  const at = (task: string, position: number) =>
    rows.filter(({ group }) => group.chain[position] === task).map((row) => aucOf(row, task));
  return [
    {
      label: first.row.recipeLabel,
      method: first.row.method,
      orders: rows.map(({ group }) => [...group.chain]),
      tasks: own,
      byPosition: own.map((task) => positions.map((position) => statisticOf(at(task, position)))),
      anyTask: positions.map((position) => statisticOf(own.flatMap((task) => at(task, position)))),
    },
  ];
}
