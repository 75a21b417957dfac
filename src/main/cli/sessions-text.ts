/** Who uses the browser host, for its terminal. */
import type { Sessions } from '../server/sessions';
import { textTable } from './text-table';

export function sessionsText(sessions: Sessions): string {
  const rows = sessions.list().map((session) => {
    const { user, isReadOnly, client, startedAtMs, usedAtMs, pages } = session;
    const [started, used, ends] = [startedAtMs, usedAtMs, sessions.endsAtMs(session)].map(timeOf);
    return [`${user ?? 'the terminal'}${isReadOnly ? ' (looks only)' : ''}`, client, `${pages}`, started, used, ends];
  });
  if (rows.length === 0) return 'Nobody is let in now.';
  return textTable(
    [['user', 'from', 'pages', 'since', 'last used', 'ends'], ...rows.map((row) => row.map((cell) => cell ?? ''))],
    2,
  );
}

function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
