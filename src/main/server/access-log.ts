/** What the browser host writes down of who did what: log-ins, refusals, sessions, and every call that changes something. No secrets. */
import type { Logger } from 'pino';
import { effectOf } from '../../shared/call-effects';
import { shortened } from '../../shared/call-bounds';
import { isCallName } from '../../shared/client';
import type { ErrorCode } from '../../shared/errors';
import { safeLine } from '../../shared/safe-text';
import type { HostSession } from '../workbench-api';

export type AccessEvent =
  'let in' | 'not let in' | 'socket refused' | 'page opened' | 'page closed' | 'session ended' | 'flooded';

const mostRefusalsAMinute = 100;

export class AccessLog {
  private minute = 0;
  private refusals = 0;

  constructor(
    private readonly log: Logger,
    private readonly nowMs: () => number = Date.now,
  ) {}

  /** Of somebody who was not let in there are only so many lines a minute: more tell nothing and would push out the others. */
  note(event: AccessEvent, details: Readonly<Record<string, string | number>>): void {
    if (event !== 'let in' && !this.hasRoom()) return;
    this.log.info(details, event);
  }

  private hasRoom(): boolean {
    const minute = Math.floor(this.nowMs() / 60_000);
    if (minute !== this.minute) [this.minute, this.refusals] = [minute, 0];
    this.refusals += 1;
    if (this.refusals === mostRefusalsAMinute) this.log.info('more of this minute are left out');
    return this.refusals < mostRefusalsAMinute;
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
