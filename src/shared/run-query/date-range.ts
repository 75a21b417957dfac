/** Days, months and years of a query as spans of time, in the time zone of whoever asks. */

/** Milliseconds since 1970: from the first one on, up to before the second. */
export type DateRange = readonly [number, number];

const written = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;
const daysAgo = /^-(\d{1,4})d$/;

/** `2026`, `2026-11`, `2026-11-28`, `today`, `yesterday` or `-7d` (the day seven days ago); null for anything else. */
export function dateRange(text: string, now = new Date()): DateRange | null {
  if (text === 'today') return days(now, 0);
  if (text === 'yesterday') return days(now, 1);
  const ago = daysAgo.exec(text)?.[1];
  if (ago !== undefined) return days(now, Number(ago));
  const match = written.exec(text);
  if (match === null) return null;
  const [year, month, day] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  if (year === undefined || (month !== undefined && (month < 1 || month > 12))) return null;
  if (month === undefined) return [start(year, 1, 1), start(year + 1, 1, 1)];
  if (day === undefined) return [start(year, month, 1), start(year, month + 1, 1)];
  // The 31st of June would silently be the 1st of July.
  if (day < 1 || new Date(year, month - 1, day).getDate() !== day) return null;
  return [start(year, month, day), start(year, month, day + 1)];
}

function days(now: Date, ago: number): DateRange {
  const [year, month, day] = [now.getFullYear(), now.getMonth() + 1, now.getDate() - ago];
  return [start(year, month, day), start(year, month, day + 1)];
}

function start(year: number, month: number, day: number): number {
  return new Date(year, month - 1, day).getTime();
}
