/** Which columns of a comparison can be ranked, and in words what cannot be compared. */
import type { Comparison } from '../../shared/comparison';
import type { RunGroup } from './group-runs';

export function comparable(
  groups: readonly RunGroup[],
  labels: readonly string[],
): Pick<Comparison, 'ranked' | 'caveats'> {
  const splits = new Set(groups.map(({ reportedSplit }) => reportedSplit));
  const tasks = new Set(groups.map(({ chain }) => JSON.stringify(chain.toSorted())));
  const chains = new Set(groups.map(({ chain }) => JSON.stringify(chain)));
  const starts = new Set(groups.map(({ startStage }) => startStage));
  const each = (of: (group: RunGroup) => string) =>
    groups.map((group, index) => `${labels[index] ?? ''}: ${of(group)}`).join('; ');
  const caveats = [
    ...(splits.size > 1
      ? [
          `The scores are computed on different images (${each(({ reportedSplit }) => reportedSplit)}), so nothing is marked as best.`,
        ]
      : []),
    ...(tasks.size > 1
      ? [
          'The chains have different tasks: measures of a whole chain are means over different tasks and are not ranked.',
        ]
      : []),
    ...(starts.size > 1
      ? ['The runs begin at different stages: measures of a whole chain count different stages and are not ranked.']
      : []),
    ...(tasks.size === 1 && chains.size > 1
      ? [
          'The chains have the same tasks in different orders: an AUC stands under its task, wherever that stands in the chain.',
        ]
      : []),
  ];
  const ranked = splits.size > 1 ? 'none' : tasks.size > 1 || starts.size > 1 ? 'tasks' : 'all';
  return { ranked, caveats };
}
