/** Where a person can go: views, experiments and runs, found by what is typed. */
import type { Experiment, RunSummary } from '../../shared/run';
import { runWords } from '../../shared/run-query/run-words';

export interface Place {
  readonly to: string;
  readonly label: string;
  /** What kind of place it is, and whatever tells it from others of the same name. */
  readonly kind: string;
}

/** Those of the side bar, and where new things begin. */
const views: readonly Place[] = [
  { to: '/experiments/new', label: 'New experiment', kind: 'start' },
  { to: '/experiments', label: 'Experiments', kind: 'view' },
  { to: '/runs', label: 'Runs', kind: 'view' },
  { to: '/datasets', label: 'Datasets', kind: 'view' },
  { to: '/weights', label: 'Weights', kind: 'view' },
  { to: '/evaluate', label: 'Evaluate', kind: 'view' },
  { to: '/engine', label: 'Engine', kind: 'view' },
];

export const mostPlaces = 12;

/** Views first, then experiments, then runs, newest first; as many as a list shows at once. */
export function findPlaces(
  search: string,
  known: { readonly experiments: readonly Experiment[]; readonly runs: readonly RunSummary[] },
): Place[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const isMeant = (text: string) => words.every((word) => text.toLocaleLowerCase().includes(word));
  const found = views.filter(({ label }) => isMeant(label));
  for (const { id, name, chain } of known.experiments) {
    if (found.length >= mostPlaces) return found;
    if (isMeant(`${name} ${chain.join(' ')}`))
      found.push({ to: `/experiments/${id}`, label: name, kind: 'experiment' });
  }
  for (const run of known.runs) {
    if (found.length >= mostPlaces) return found;
    if (isMeant(runWords(run))) {
      found.push({ to: `/runs/${run.id}`, label: run.name, kind: `run of ${run.experimentName}` });
    }
  }
  return found;
}
