/** How a request reached the server: over the loopback address itself, or through the proxy that the server was told of. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

export interface Place {
  /** Name and port, as the browser has them. */
  readonly header: string;
  readonly port: number;
  /** Over TLS, which ends at the proxy. */
  readonly isSecure: boolean;
  /** Address of whoever asks, as far as it is known. */
  readonly client: string;
}

/**
 * Null for every other way: a Host header of another name is that of a foreign page whose name was bound to this machine
 * (DNS rebinding). `behind`: the address of the proxy as people open it; without it no X-Forwarded header is looked at.
 */
export function placeOf(request: IncomingMessage, behind: URL | null): Place | null {
  return (behind === null ? null : proxiedPlace(request, behind)) ?? loopbackPlace(request);
}

/** Browsers send the page's origin with every upgrade and every form; a foreign page has another one. */
export function hasOwnOrigin(request: IncomingMessage, place: Place): boolean {
  return request.headers.origin === `${place.isSecure ? 'https' : 'http'}://${place.header}`;
}

/** The Host header when it is a loopback name with any port (a tunnel changes it). */
function loopbackPlace(request: IncomingMessage): Place | null {
  const header = request.headers.host ?? '';
  const [, name, port] = /^(localhost|127\.0\.0\.1|\[::1\])(?::(\d{1,5}))?$/i.exec(header) ?? [];
  if (name === undefined) return null;
  return { header, port: port === undefined ? 80 : Number(port), isSecure: false, client: remoteAddress(request) };
}

/** A proxy hands the name on as Host, or puts the server's own there; a page that was rebound has neither. */
function proxiedPlace(request: IncomingMessage, behind: URL): Place | null {
  const { host = '' } = request.headers;
  if (host !== behind.host && loopbackPlace(request) === null) return null;
  if (headerOf(request, 'x-forwarded-host') !== behind.host) return null;
  if (`${headerOf(request, 'x-forwarded-proto')}:` !== behind.protocol) return null;
  const isSecure = behind.protocol === 'https:';
  return {
    header: behind.host,
    port: behind.port === '' ? (isSecure ? 443 : 80) : Number(behind.port),
    isSecure,
    client: forwardedClient(request),
  };
}

/** The last one is what the proxy itself saw; those before it are what it was told. */
function forwardedClient(request: IncomingMessage): string {
  const last = headerOf(request, 'x-forwarded-for').split(',').at(-1)?.trim() ?? '';
  return isIP(last) === 0 ? remoteAddress(request) : last;
}

function remoteAddress({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? 'unknown';
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
