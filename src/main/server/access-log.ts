/** What the browser host writes down of who did what: log-ins, refusals, sessions, and every call that changes something. No secrets. */
import type { Logger } from 'pino';
import { effectOf } from '../../shared/call-effects';
import { shortened } from '../../shared/call-bounds';
import { isCallName } from '../../shared/client';
import type { ErrorCode } from '../../shared/errors';
import { safeLine } from '../../shared/safe-text';
import type { HostSession } from '../workbench-api';

export type AccessEvent = 'let in' | 'not let in' | 'socket refused' | 'page opened' | 'page closed' | 'session ended';

export class AccessLog {
  constructor(private readonly log: Logger) {}

  note(event: AccessEvent, details: Readonly<Record<string, string | number>>): void {
    this.log.info(details, event);
  }

  noteOf(event: AccessEvent, session: HostSession, details: Readonly<Record<string, string | number>> = {}): void {
    this.log.info({ ...whoOf(session), ...details }, event);
  }

  /** Calls that only look are too many to be of use; one that was refused is noted whatever it is. */
  noteCall(session: HostSession, call: { name: string; input: unknown; code: ErrorCode | null; ms: number }): void {
    const { name, input, code, ms } = call;
    const changes = isCallName(name) && effectOf(name) !== 'looks';
    if (!changes && code !== 'not-permitted') return;
    this.log.info(
      { ...whoOf(session), call: shown(name), ...subjectOf(input), ...(code !== null && { code }), ms: Math.round(ms) },
      'call',
    );
  }
}

function whoOf({ id, user, client }: HostSession): Readonly<Record<string, string>> {
  return { session: id, user: user ?? 'the terminal', client };
}

/** What a call is about, and nothing else of its input: notes and weights are no business of a log. */
const subjects = [
  ...['runId', 'runIds', 'experimentId', 'evaluationId', 'evaluationIds', 'datasetId', 'entries', 'sessionId'],
  ...['name', 'folder', 'path', 'to'],
];

function subjectOf(input: unknown): Readonly<Record<string, string>> {
  if (typeof input !== 'object' || input === null) return {};
  const given = subjects.flatMap((key): [string, string][] => {
    const value: unknown = Reflect.get(input, key);
    if (typeof value === 'string') return [[key, shown(value)]];
    return Array.isArray(value)
      ? [[key, shown(value.slice(0, 5).map(String).join(', ')) + more(value.length - 5)]]
      : [];
  });
  return Object.fromEntries(given);
}

function more(count: number): string {
  return count > 0 ? ` and ${count} more` : '';
}

function shown(text: string): string {
  return safeLine(shortened(text, 200));
}
