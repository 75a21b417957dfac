/** The sessions of a browser host: each ends when it is not used, after a time in any case, or when somebody ends it. */
import { createHash, randomBytes } from 'node:crypto';
import type { HostSession, HostSessions } from '../workbench-api';

export interface SessionLimits {
  /** Without a call. */
  readonly idleMs: number;
  /** Since it began. */
  readonly longestMs: number;
}

export const usualSessionLimits: SessionLimits = { idleMs: 12 * 3_600_000, longestMs: 7 * 24 * 3_600_000 };
/** More of one user end the one that was not used for longest. */
const mostOfUser = 20;
const secretBytes = 32;

export type SessionOwner = Pick<HostSession, 'user' | 'isReadOnly' | 'client'>;

interface KeptSession extends HostSession {
  usedAtMs: number;
  pages: number;
}

export class Sessions implements HostSessions {
  private readonly byDigest = new Map<string, KeptSession>();
  private readonly listeners = new Set<(session: HostSession, reason: string) => void>();

  constructor(
    readonly limits: SessionLimits = usualSessionLimits,
    private readonly nowMs: () => number = Date.now,
  ) {}

  /** The secret that its bearer shows with every request; it is kept nowhere. */
  open(owner: SessionOwner): string {
    const others = this.list().filter(({ user }) => user === owner.user);
    if (others.length >= mostOfUser) {
      const [oldest] = others.toSorted((a, b) => a.usedAtMs - b.usedAtMs);
      if (oldest !== undefined) this.end(oldest.id, 'there are too many of the same user');
    }
    const secret = randomBytes(secretBytes).toString('base64url');
    const startedAtMs = this.nowMs();
    const id = randomBytes(6).toString('hex');
    this.byDigest.set(digestOf(secret), { ...owner, id, startedAtMs, usedAtMs: startedAtMs, pages: 0 });
    return secret;
  }

  /** Null where no session has this secret, or its time is over. */
  find(secret: string): HostSession | null {
    const found = this.byDigest.get(digestOf(secret));
    if (found === undefined) return null;
    if (this.nowMs() < this.endsAtMs(found)) return found;
    this.end(found.id, 'its time is over');
    return null;
  }

  list(): readonly HostSession[] {
    return [...this.byDigest.values()];
  }

  endsAtMs({ usedAtMs, startedAtMs }: HostSession): number {
    return Math.min(usedAtMs + this.limits.idleMs, startedAtMs + this.limits.longestMs);
  }

  use(id: string): void {
    const session = this.byId(id);
    if (session !== undefined) session.usedAtMs = this.nowMs();
  }

  addPages(id: string, more: 1 | -1): void {
    const session = this.byId(id);
    if (session !== undefined) session.pages += more;
  }

  /** False where there is none of this id. */
  end(id: string, reason: string): boolean {
    for (const [digest, session] of this.byDigest) {
      if (session.id !== id) continue;
      this.byDigest.delete(digest);
      for (const listener of this.listeners) listener(session, reason);
      return true;
    }
    return false;
  }

  /** Ends those whose time is over. */
  sweep(): void {
    for (const session of this.list()) {
      if (this.nowMs() >= this.endsAtMs(session)) this.end(session.id, 'its time is over');
    }
  }

  onEnd(listener: (session: HostSession, reason: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private byId(id: string): KeptSession | undefined {
    return [...this.byDigest.values()].find((session) => session.id === id);
  }
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
