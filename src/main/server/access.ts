/** Who may use the browser host: whoever opened the printed address once, and whoever has a user's token. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { HostSession } from '../workbench-api';
import type { Place } from './place';
import type { SessionOwner, Sessions } from './sessions';
import type { User } from './users';

export interface Access {
  /** A token for one use; one that was given out before is void. */
  newToken(): string;
  /** Uses the token up: the cookie header that lets its bearer in, or null when it is wrong, void or used. */
  redeem(token: string, place: Place): string | null;
  /** The cookie header for a user whose token was right. */
  logIn(user: User, place: Place): string;
  /** Of the request, by a cookie that `redeem` or `logIn` gave out. */
  sessionOf(request: IncomingMessage, place: Place): HostSession | null;
}

const secretBytes = 32;

export function createAccess(sessions: Sessions): Access {
  let token: Buffer | null = null;
  const cookieFor = (owner: Omit<SessionOwner, 'client'>, place: Place) => {
    const session = sessions.open({ ...owner, client: place.client });
    const secure = place.isSecure ? '; Secure' : '';
    return `${cookieName(place)}=${session}; Path=/; HttpOnly; SameSite=Strict${secure}`;
  };
  return {
    newToken() {
      const text = randomBytes(secretBytes).toString('base64url');
      token = digest(text);
      return text;
    },
    redeem(offered, place) {
      if (token === null || !timingSafeEqual(token, digest(offered))) return null;
      token = null;
      return cookieFor({ user: null, isReadOnly: false }, place);
    },
    logIn: ({ name, readOnly }, place) => cookieFor({ user: name, isReadOnly: readOnly }, place),
    sessionOf(request, place) {
      const secret = cookieOf(request, cookieName(place));
      return secret === null ? null : sessions.find(secret);
    },
  };
}

/**
 * Cookies do not tell ports apart: the name does, so that two workbenches on one machine keep out of each other's way. With
 * `__Host-` browsers take it over TLS alone, and from this very name.
 */
function cookieName({ isSecure, port }: Place): string {
  return `${isSecure ? '__Host-' : ''}cored-${port}`;
}

function cookieOf(request: IncomingMessage, name: string): string | null {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? null : found.slice(name.length + 1);
}

/** Secrets are compared by their digests: equal lengths, and nothing about the secret in the time that it takes. */
function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
