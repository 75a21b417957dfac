/** What a query can ask of a run: every column that is always there, every parameter, and the AUC on every task. */
import { matrixMetrics } from '../metrics';
import type { RunSummary } from '../run';

/** Null and an empty list are what `= none` asks for. */
export type FieldValue = number | string | boolean | null | readonly string[];

export interface QueryField {
  /** As it is written in a query. */
  readonly name: string;
  readonly meaning: string;
  readonly kind: 'text' | 'number' | 'date';
  /** How a number is written; absent: as it is. */
  readonly writtenAs?: 'score' | 'duration';
  /** A column's heading; absent: its name. */
  readonly heading?: string;
  valueOf(run: RunSummary): FieldValue;
}

type Written = Pick<QueryField, 'heading' | 'writtenAs'>;
const fieldOf =
  (kind: QueryField['kind']) =>
  (name: string, meaning: string, valueOf: QueryField['valueOf'], written: Written = {}): QueryField => {
    return { name, meaning, kind, heading: capitalised(name), valueOf, ...written };
  };
const text = fieldOf('text');
const number = fieldOf('number');
const date = fieldOf('date');

const ownFields: readonly QueryField[] = [
  text('name', 'name of the run', (run) => run.name),
  text('id', 'id of the run', (run) => run.id),
  text('experiment', 'name of its experiment', (run) => run.experimentName),
  text('method', 'its method', (run) => run.recipe.method),
  text('network', 'its network', (run) => run.recipe.network),
  text('state', 'queued, training, complete and so on', (run) => run.state),
  text('tag', 'one of its tags', (run) => run.tags),
  text('archived', 'put aside: true or false', (run) => run.archived ?? false),
  text('task', 'one of the tasks of its chain', (run) => run.chain),
  text('notes', 'what was noted', (run) => run.notes),
  text('engine', 'the engine that computed it', (run) => run.engine),
  text('weights', 'SHA-256 of the best weights of its latest stage', (run) => run.weightsHash ?? null),
  text('split', 'the images that its results are computed on', (run) => run.reportedSplit),
  number('seed', 'its seed', (run) => run.seed),
  number('tasks', 'number of tasks of its chain', (run) => run.chain.length),
  number('stages', 'stages that have been scored', (run) => scoredStages(run)),
  number('seconds', 'training time, pauses left out', (run) => run.seconds, { writtenAs: 'duration', heading: 'Time' }),
  date('created', 'when it was created', (run) => run.createdAt, { heading: 'Started' }),
  date('ended', 'when it ended', (run) => run.endedAt),
  ...matrixMetrics.map(({ id, label, meaning }) =>
    number(id, meaning, (run) => run[id], { writtenAs: 'score', heading: label }),
  ),
];

/** The fields of these runs, in the order in which they are offered. */
export function queryFields(runs: readonly RunSummary[]): QueryField[] {
  const parameters = new Set(runs.flatMap((run) => Object.keys(run.recipe.parameters)));
  const tasks = new Set(runs.flatMap((run) => run.chain));
  const taken = new Set(ownFields.map(({ name }) => name));
  return [
    ...ownFields,
    ...[...tasks].map(aucField),
    ...[...parameters].filter((key) => !taken.has(key)).map(parameterField),
  ];
}

function aucField(task: string): QueryField {
  const valueOf = (run: RunSummary) => run.matrix[scoredStages(run) - 1]?.[run.chain.indexOf(task)] ?? null;
  return number(`auc.${task}`, `AUC on ${task} after the last scored stage`, valueOf, {
    writtenAs: 'score',
    heading: `AUC ${task}`,
  });
}

function parameterField(key: string): QueryField {
  return {
    name: key,
    meaning: 'parameter of the recipe',
    kind: 'text',
    valueOf: (run) => run.recipe.parameters[key] ?? null,
  };
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function scoredStages({ matrix }: RunSummary): number {
  return matrix.findLastIndex((row) => row.some((value) => value !== null)) + 1;
}
