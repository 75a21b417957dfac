/** What a schema has against a value, in a few lines whatever the value is. */
import { z } from 'zod';

const mostIssues = 5;
const mostCharacters = 200;

/** As zod writes it, with the first issues alone, and with nothing long in their places and words. */
export function issueText({ issues }: z.ZodError): string {
  const shown = issues.slice(0, mostIssues).map((issue) => ({
    ...issue,
    message: cut(issue.message),
    path: issue.path.slice(0, mostIssues).map((part) => (typeof part === 'string' ? cut(part, 60) : part)),
  }));
  const more = issues.length - shown.length;
  const text = z.prettifyError(new z.ZodError(shown));
  return more > 0 ? `${text}\n✖ and ${more} more` : text;
}

function cut(text: string, most = mostCharacters): string {
  return text.length <= most ? text : `${text.slice(0, most - 2)} …`;
}
