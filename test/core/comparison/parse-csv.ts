/** A reader of RFC 4180 for the tests, so that quoting is checked by reading back. */

export function parseCsv(text: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  const rows: string[][] = [[]];
  let end = 0;
  for (const match of text.matchAll(field)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') rows.push([]);
    end = match.index + match[0].length;
  }
  if (end !== text.length) throw new Error(`Not RFC 4180 from character ${end}: ${text.slice(end, end + 40)}`);
  return rows.slice(0, -1);
}
