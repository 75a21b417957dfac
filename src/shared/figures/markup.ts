/** Pieces of HTML and SVG in which every text that is put in is escaped. */
import { safeText } from '../safe-text';

export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | readonly Markup[];

/** A template: markup`<b>${name}</b>`. */
export function markup(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const written = parts.map(writePart);
  return new Markup(literals.map((literal, index) => literal + (written[index] ?? '')).join(''));
}

export const nothing = new Markup('');

function writePart(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'number') return String(part);
  return typeof part === 'string' ? escapeMarkup(part) : part.map(({ text }) => text).join('');
}

function escapeMarkup(text: string): string {
  return safeText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
