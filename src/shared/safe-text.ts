/**
 * Text from outside (names of files, runs and tasks, what files hold) made safe to be shown: characters that are not seen and
 * move a terminal's cursor, set its colours or title, or turn the text around are written as their codes.
 */

/** Control characters, marks of writing direction, other ends of lines, and halves of characters. */
const unseen = String.raw`\p{Cc}\p{Bidi_Control}\p{Cs}\u2028\u2029\ufeff`;
/** But for tabs and ends of lines, also as files of other systems have them. */
const unseenInText = new RegExp(String.raw`\r(?!\n)|(?![\t\n\r])[${unseen}]`, 'gu');
const unseenInLine = new RegExp(`[${unseen}]`, 'gu');

/** `<U+202E>` for a right-to-left override. */
export function safeText(text: string): string {
  return text.replaceAll(unseenInText, codeOf);
}

/** For a place that is one line, such as a cell of a table: ends of lines and tabs are written as codes too. */
export function safeLine(text: string): string {
  return text.replaceAll(unseenInLine, codeOf);
}

/** The same JSON value, written so that a terminal can show it. */
export function safeJson(json: string): string {
  return json.replaceAll(unseenInText, (character) => `\\u${hexOf(character)}`);
}

function codeOf(character: string): string {
  return `<U+${hexOf(character).toUpperCase()}>`;
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0');
}
