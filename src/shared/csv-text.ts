/** A text as a field of a CSV file that people open in a spreadsheet. */

/** Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection). Numbers are written as they are. */
export function csvText(text: string): string {
  const harmless = /^\s*[=+\-@]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
