/** Reads a query over runs: comparisons joined by `and`, `or`, `not` and brackets, and free words. */
import { AppError } from '../errors';
import { comparisonSigns, queryTokens, type ComparisonSign, type QueryToken } from './query-tokens';

export type Query =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  | { readonly kind: 'words'; readonly text: string }
  | QueryComparison;

export interface QueryComparison {
  readonly kind: 'comparison';
  readonly field: string;
  readonly sign: ComparisonSign;
  /** Several only after `in`: one of them. */
  readonly values: readonly QueryValue[];
}

export interface QueryValue {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Words that are part of the language; in quotation marks they are searched for. */
export const keywords = ['and', 'or', 'not', 'in'] as const;

/** An empty query takes every run. Throws `bad-input` that says where the text cannot be read. */
export function parseQuery(query: string): Query {
  const reader = new QueryReader(queryTokens(query));
  return reader.whole();
}

class QueryReader {
  private at = 0;

  constructor(private readonly tokens: readonly QueryToken[]) {}

  whole(): Query {
    if (this.tokens.length === 0) return { kind: 'all', parts: [] };
    const query = this.either();
    const left = this.tokens[this.at];
    if (left !== undefined) throw unread(left);
    return query;
  }

  private either(): Query {
    const parts = [this.every()];
    while (this.takes('or')) parts.push(this.every());
    return parts.length === 1 ? (parts[0] ?? everything) : { kind: 'any', parts };
  }

  /** `and` may be left out: two words after each other both have to hold. */
  private every(): Query {
    const parts = [this.one()];
    while (this.takes('and') || this.startsAnother()) parts.push(this.one());
    return parts.length === 1 ? (parts[0] ?? everything) : { kind: 'all', parts };
  }

  private one(): Query {
    if (this.takes('not')) return { kind: 'not', part: this.one() };
    const token = this.next('a comparison or a word');
    if (token.kind === 'bracket' && token.text === '(') {
      const query = this.either();
      const end = this.next('")"');
      if (end.text !== ')' || end.kind !== 'bracket') throw unread(end);
      return query;
    }
    if (token.kind !== 'word' || isKeyword(token)) throw unread(token);
    return this.comparison(token) ?? { kind: 'words', text: token.text };
  }

  private comparison(field: QueryToken): QueryComparison | undefined {
    if (this.takes('in')) return { kind: 'comparison', field: field.text, sign: '=', values: this.list(field) };
    const sign = comparisonSigns.find((each) => this.peek('sign')?.text === each);
    if (sign === undefined) return undefined;
    this.at += 1;
    return {
      kind: 'comparison',
      field: field.text,
      sign,
      values: [this.value(`a value after "${field.text} ${sign}"`)],
    };
  }

  private list(field: QueryToken): QueryValue[] {
    const start = this.next(`"(" after "${field.text} in"`);
    if (start.text !== '(' || start.kind !== 'bracket') throw unread(start);
    const values = [this.value(`a value after "${field.text} in ("`)];
    for (;;) {
      const token = this.next('"," or ")"');
      if (token.kind === 'bracket' && token.text === ')') return values;
      if (token.kind !== 'comma') throw unread(token);
      values.push(this.value('a value after ","'));
    }
  }

  private value(wanted: string): QueryValue {
    const token = this.next(wanted);
    if (token.kind !== 'word') throw unread(token);
    return { text: token.text, isQuoted: token.isQuoted };
  }

  private next(wanted: string): QueryToken {
    const token = this.tokens[this.at];
    if (token === undefined) throw new AppError('bad-input', `The query ends where ${wanted} should stand.`);
    this.at += 1;
    return token;
  }

  private peek(kind: QueryToken['kind']): QueryToken | undefined {
    const token = this.tokens[this.at];
    return token?.kind === kind ? token : undefined;
  }

  private takes(keyword: (typeof keywords)[number]): boolean {
    const token = this.peek('word');
    if (token === undefined || token.isQuoted || token.text.toLowerCase() !== keyword) return false;
    this.at += 1;
    return true;
  }

  private startsAnother(): boolean {
    const token = this.tokens[this.at];
    if (token === undefined) return false;
    if (token.kind === 'bracket') return token.text === '(';
    return token.kind === 'word' && (!isKeyword(token) || token.text.toLowerCase() === 'not');
  }
}

const everything: Query = { kind: 'all', parts: [] };

function isKeyword(token: QueryToken): boolean {
  return !token.isQuoted && keywords.some((keyword) => keyword === token.text.toLowerCase());
}

function unread({ text, from }: QueryToken): AppError {
  return new AppError(
    'bad-input',
    `"${text}" cannot stand at character ${from + 1} of the query. Examples: method = cored and averageAuc > 0.9, tag in (baseline, final).`,
  );
}
