/** What gives runs back the tags that they had. */
import type { RunSummary } from '../../../shared/run';

interface TagChange {
  readonly runIds: string[];
  readonly addTags: string[];
  readonly removeTags: string[];
}

/** Of what is changed next: a tag goes from those alone that lacked it, and comes back to those that had it. */
export function tagChanges(
  runs: readonly Pick<RunSummary, 'id' | 'tags'>[],
  { added, removed }: { added: readonly string[]; removed: readonly string[] },
): TagChange[] {
  const idsOf = (tag: string, had: boolean) => runs.flatMap(({ id, tags }) => (tags.includes(tag) === had ? [id] : []));
  return [
    ...added.map((tag) => ({ runIds: idsOf(tag, false), addTags: [], removeTags: [tag] })),
    ...removed.map((tag) => ({ runIds: idsOf(tag, true), addTags: [tag], removeTags: [] })),
  ].filter(({ runIds }) => runIds.length > 0);
}
