/** Cuts a query over runs into words, comparison signs and brackets, each with its place in the text. */
import { AppError } from '../errors';

export const comparisonSigns = ['!=', '>=', '<=', '=', '>', '<', '~'] as const;
export type ComparisonSign = (typeof comparisonSigns)[number];

export interface QueryToken {
  readonly kind: 'word' | 'sign' | 'bracket' | 'comma';
  /** Without its quotation marks. */
  readonly text: string;
  /** In quotation marks, if only in part: never a keyword or the value `none`. */
  readonly isQuoted: boolean;
  /** Characters of the query before it, and before its end. */
  readonly from: number;
  readonly to: number;
}

const signs = new RegExp(`^(?:${comparisonSigns.join('|')})`);
const plain = /^[^\s()"',=<>~!]+/;

/** Throws `bad-input` where a quotation mark is never closed or a `!` stands alone. */
export function queryTokens(query: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  let at = 0;
  while (at < query.length) {
    const rest = query.slice(at);
    const blank = /^\s+/.exec(rest)?.[0].length ?? 0;
    if (blank > 0) {
      at += blank;
      continue;
    }
    const token = nextToken(rest, at);
    tokens.push(token);
    at = token.to;
  }
  return tokens;
}

function nextToken(rest: string, from: number): QueryToken {
  const first = rest.charAt(0);
  const token = (kind: QueryToken['kind'], text: string): QueryToken => {
    return { kind, text, isQuoted: false, from, to: from + text.length };
  };
  if (first === '(' || first === ')') return token('bracket', first);
  if (first === ',') return token('comma', first);
  const sign = signs.exec(rest)?.[0];
  if (sign !== undefined) return token('sign', sign);
  if (first === '!') throw new AppError('bad-input', '"!" stands alone in the query; write "!=" or "not".');
  return word(rest, from);
}

/** Parts in quotation marks and parts without that follow each other are one word: `auc."Face Swap"`. */
function word(rest: string, from: number): QueryToken {
  let [text, length, isQuoted] = ['', 0, false];
  for (;;) {
    const mark = rest.charAt(length);
    if (mark === '"' || mark === "'") {
      const end = rest.indexOf(mark, length + 1);
      if (end < 0)
        throw new AppError('bad-input', `The quotation mark before "${rest.slice(length + 1)}" is not closed.`);
      text += rest.slice(length + 1, end);
      length = end + 1;
      isQuoted = true;
      continue;
    }
    const part = plain.exec(rest.slice(length))?.[0];
    if (part === undefined) return { kind: 'word', text, isQuoted, from, to: from + length };
    text += part;
    length += part.length;
  }
}
