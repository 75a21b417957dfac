/** Who may use the browser host: whoever opened the printed address once, from this machine or through a tunnel. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Access {
  /** A token for one use; one that was given out before is void. */
  newToken(): string;
  /** Uses the token up: the cookie header that lets its bearer in, or null when it is wrong, void or used. */
  redeem(token: string, host: LoopbackHost): string | null;
  /** Whether the request carries a cookie that `redeem` gave out. */
  isAllowed(request: IncomingMessage, host: LoopbackHost): boolean;
}

/** A Host header that names this machine. */
export interface LoopbackHost {
  /** As it arrived: name and port. */
  readonly header: string;
  readonly port: number;
}

const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
const secretBytes = 32;

/** The Host header when it is a loopback name with any port (a tunnel changes it); null for every other name. */
export function loopbackHost(request: IncomingMessage): LoopbackHost | null {
  const header = request.headers.host ?? '';
  const [, name, port] = /^(localhost|127\.0\.0\.1|\[::1\])(?::(\d{1,5}))?$/i.exec(header) ?? [];
  if (name === undefined || !loopbackNames.includes(name.toLowerCase())) return null;
  return { header, port: port === undefined ? 80 : Number(port) };
}

/** Browsers send the page's origin with every upgrade; a foreign page has another one. */
export function hasOwnOrigin(request: IncomingMessage, host: LoopbackHost): boolean {
  return request.headers.origin === `http://${host.header}`;
}

export function createAccess(): Access {
  let token: Buffer | null = null;
  const sessions = new Set<string>();
  return {
    newToken() {
      const text = randomBytes(secretBytes).toString('base64url');
      token = digest(text);
      return text;
    },
    redeem(offered, host) {
      if (token === null || !timingSafeEqual(token, digest(offered))) return null;
      token = null;
      const session = randomBytes(secretBytes).toString('base64url');
      sessions.add(digest(session).toString('hex'));
      return `${cookieName(host)}=${session}; Path=/; HttpOnly; SameSite=Strict`;
    },
    isAllowed(request, host) {
      const session = cookieOf(request, cookieName(host));
      return session !== null && sessions.has(digest(session).toString('hex'));
    },
  };
}

/** Cookies do not tell ports apart: the name does, so that two workbenches on one machine keep out of each other's way. */
function cookieName(host: LoopbackHost): string {
  return `cored-${host.port}`;
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
