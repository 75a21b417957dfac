/** Lets users in by their tokens, which they post from our own page, and slows down whoever guesses. */
import type { IncomingMessage } from 'node:http';
import type { Access } from './access';
import type { AccessLog } from './access-log';
import { hasOwnOrigin, type Place } from './place';
import type { Users } from './users';

export type LogInOutcome =
  | { readonly ok: true; readonly cookie: string }
  | { readonly ok: false; readonly reason: 'foreign' | 'wrong' | 'too often' };

/** Of a form with one token. */
const mostBodyBytes = 1024;
const mostFailures = 20;
const failuresForgottenMs = 60_000;
const mostClients = 10_000;

export class LogIn {
  private readonly failures = new Map<string, { count: number; untilMs: number }>();

  constructor(
    private readonly users: Users,
    private readonly served: { readonly access: Access; readonly accessLog: AccessLog },
    private readonly nowMs: () => number = Date.now,
  ) {}

  /** A right token is taken however many wrong ones came from the same address: behind a tunnel that is everybody's. */
  async attempt(request: IncomingMessage, place: Place): Promise<LogInOutcome> {
    const { access, accessLog } = this.served;
    if (!hasOwnOrigin(request, place)) return this.refused(place, 'foreign');
    const token = await tokenIn(request);
    const user = token === null ? null : await this.users.withToken(token);
    if (user === null) return this.refused(place, this.failAgain(place.client) ? 'too often' : 'wrong');
    accessLog.note('let in', { user: user.name, client: place.client });
    return { ok: true, cookie: access.logIn(user, place) };
  }

  private refused(place: Place, reason: 'foreign' | 'wrong' | 'too often'): LogInOutcome {
    // One line for a guess that is answered; those beyond would fill the log.
    if (reason !== 'too often') this.served.accessLog.note('not let in', { client: place.client, reason });
    return { ok: false, reason };
  }

  /** Counts the failure; whether there were too many. */
  private failAgain(client: string): boolean {
    const nowMs = this.nowMs();
    if (this.failures.size >= mostClients) this.failures.clear();
    const known = this.failures.get(client);
    const entry =
      known === undefined || known.untilMs < nowMs ? { count: 0, untilMs: nowMs + failuresForgottenMs } : known;
    entry.count += 1;
    this.failures.set(client, entry);
    return entry.count > mostFailures;
  }
}

/** Null where the body is not the form's. */
async function tokenIn(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > mostBodyBytes) return null;
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    if (!Buffer.isBuffer(piece)) return null;
    size += piece.length;
    if (size > mostBodyBytes) return null;
    pieces.push(piece);
  }
  return new URLSearchParams(Buffer.concat(pieces).toString('utf8')).get('token');
}
