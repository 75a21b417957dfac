/** What can stand at the cursor of a query: fields, comparison signs, values that runs have, and what joins comparisons. */
import type { RunSummary } from '../run';
import { queryFields, type QueryField } from './query-fields';
import { queryTokens, type QueryToken } from './query-tokens';

export interface QueryCompletion {
  /** The characters that a choice takes the place of. */
  readonly from: number;
  readonly to: number;
  readonly choices: readonly QueryChoice[];
}

export interface QueryChoice {
  readonly text: string;
  readonly meaning: string;
}

const most = 12;

export function completeQuery(query: string, cursor: number, runs: readonly RunSummary[]): QueryCompletion {
  const tokens = closedTokens(query.slice(0, cursor));
  const last = tokens.at(-1);
  const isTyping = last?.kind === 'word' && last.to === cursor;
  const typed = isTyping ? last : undefined;
  const before = isTyping ? tokens.slice(0, -1) : tokens;
  const from = typed?.from ?? cursor;
  const wanted = (typed?.text ?? '').toLowerCase();
  const choices = choicesAfter(before, runs)
    .filter(({ text }) => withoutMarks(text).toLowerCase().includes(wanted) && text !== typed?.text)
    .sort((left, right) => rank(left, wanted) - rank(right, wanted))
    .slice(0, most);
  return { from, to: cursor, choices };
}

/** While a quotation mark is open there is nothing to offer but what was there before it. */
function closedTokens(text: string): QueryToken[] {
  try {
    return queryTokens(text);
  } catch {
    return closedTokens(text.slice(0, -1));
  }
}

function choicesAfter(before: readonly QueryToken[], runs: readonly RunSummary[]): QueryChoice[] {
  const fields = queryFields(runs);
  const [word, last] = before.slice(-2);
  if (last?.kind === 'sign' && word !== undefined) return valueChoices(fieldNamed(fields, word.text), runs);
  const field = before.at(-1)?.kind === 'word' ? fieldNamed(fields, before.at(-1)?.text ?? '') : undefined;
  if (field !== undefined && before.at(-2)?.kind !== 'sign') return signChoices(field);
  const joins = before.length === 0 || isJoin(before.at(-1)) ? [] : joinChoices;
  return [...joins, ...fields.map(({ name, meaning }) => ({ text: quoted(name), meaning }))];
}

const joinChoices: readonly QueryChoice[] = [
  { text: 'and', meaning: 'both have to hold' },
  { text: 'or', meaning: 'one of them has to hold' },
];

function signChoices({ kind }: QueryField): QueryChoice[] {
  const equal = [
    { text: '=', meaning: 'is' },
    { text: '!=', meaning: 'is not' },
    { text: '~', meaning: 'contains' },
  ];
  const order = [
    { text: '>', meaning: 'above, or after' },
    { text: '>=', meaning: 'at least, or from' },
    { text: '<', meaning: 'below, or before' },
    { text: '<=', meaning: 'at most, or until' },
  ];
  return kind === 'text' ? [...equal, ...order] : [...order, ...equal];
}

function valueChoices(field: QueryField | undefined, runs: readonly RunSummary[]): QueryChoice[] {
  if (field === undefined) return [];
  if (field.kind === 'date') return ['today', 'yesterday', '-7d', '-30d'].map((text) => ({ text, meaning: 'date' }));
  const counts = new Map<string, number>();
  for (const run of runs) {
    const held = field.valueOf(run);
    const values = held !== null && typeof held === 'object' ? held : [held === null ? 'none' : String(held)];
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([value, count]) => ({
      text: value === 'none' ? value : quoted(value),
      meaning: count === 1 ? '1 run' : `${count} runs`,
    }));
}

function fieldNamed(fields: readonly QueryField[], name: string): QueryField | undefined {
  return fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
}

function isJoin(token: QueryToken | undefined): boolean {
  if (token?.kind === 'bracket') return token.text === '(';
  return token?.kind === 'word' && !token.isQuoted && ['and', 'or', 'not'].includes(token.text.toLowerCase());
}

function quoted(text: string): string {
  return /^[^\s()"',=<>~!]+$/.test(text) ? text : `"${text.replaceAll('"', '')}"`;
}

function withoutMarks(text: string): string {
  return text.replaceAll('"', '');
}

function rank({ text }: QueryChoice, wanted: string): number {
  return withoutMarks(text).toLowerCase().startsWith(wanted) ? 0 : 1;
}
