/** The runs of a list that a query asks for: what is archived stays out unless it is asked for. */
import type { RunSummary } from '../run';
import { compileQuery, type RunTest } from './match-query';
import { parseQuery, type Query } from './parse-query';

/** Throws what `compileQuery` throws. */
export function compileSearch(
  query: string,
  runs: readonly RunSummary[],
  { withArchived = false }: { withArchived?: boolean } = {},
): RunTest {
  const test = compileQuery(query, runs);
  if (withArchived || speaksOf(parseQuery(query), 'archived')) return test;
  return (run) => run.archived !== true && test(run);
}

function speaksOf(query: Query, field: string): boolean {
  if (query.kind === 'words') return false;
  if (query.kind === 'comparison') return query.field.toLowerCase() === field;
  if (query.kind === 'not') return speaksOf(query.part, field);
  return query.parts.some((part) => speaksOf(part, field));
}
