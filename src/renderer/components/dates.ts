/** Dates as a person reads them, in the reader's own time zone. */

// Made once: a table of thousands writes a date in every row.
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const second = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `23 Nov 2026, 01:31`. */
export function formatDate(iso: string | null): string {
  if (!iso) return '–';
  const date = new Date(iso);
  return `${day.format(date)}, ${minute.format(date)}`;
}

/** `01:31:07`. */
export function formatClock(iso: string): string {
  return second.format(new Date(iso));
}
