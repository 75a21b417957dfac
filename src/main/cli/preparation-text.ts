/** What a preparation made, as lines of text. */
import { formatCount } from '../../shared/format';
import { preparationGaps, type Preparation } from '../../shared/preparation';
import { textTable } from './text-table';

/** So many videos are told by name; --json has more. */
const listed = 20;

export function preparationText({ request, counts, doneBefore, remarkable, tasks }: Preparation): string {
  const sum = (key: 'videos' | 'faces' | 'none' | 'unreadable' | 'crops') =>
    counts.reduce((total, count) => total + count[key], 0);
  const rows = counts.map(({ className, split, videos, faces, none, unreadable, crops }) =>
    [className, split, videos, faces, none, unreadable, crops].map(String),
  );
  const total = ['all', '', sum('videos'), sum('faces'), sum('none'), sum('unreadable'), sum('crops')].map(String);
  const names = remarkable.slice(0, listed).map(({ path, state, reason, frames }) => {
    const why = state === 'none' ? `no face in ${formatCount(frames, 'frame')}` : (reason ?? '');
    return `${path}: ${[state === 'unreadable' ? 'unreadable' : '', why].filter(Boolean).join(': ')}`;
  });
  const rest = sum('none') + sum('unreadable') - names.length;
  return [
    `${tasks.map((task) => `"${task}"`).join(', ')} in ${request.to}`,
    textTable([['class', 'split', 'videos', 'with faces', 'without', 'unreadable', 'crops'], ...rows, total], 2),
    ...(doneBefore > 0 ? [`${formatCount(doneBefore, 'video')} had been done before.`] : []),
    ...preparationGaps(counts),
    ...names,
    ...(rest > 0 ? [`and ${rest} more that are not listed`] : []),
  ].join('\n');
}
