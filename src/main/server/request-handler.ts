/** Plain HTTP: lets the bearer of a token in, then serves the interface's files and what is offered for download. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import type { Access } from './access';
import type { AccessLog } from './access-log';
import { downloadPath, openDownload, type Downloads } from './downloads';
import type { LogIn } from './log-in';
import { contentSecurityPolicy, pageHeaders } from './page-headers';
import { placeOf, type Place } from './place';
import { askAgainPage, logInPage, logInPath, notLetInPage, wrongTokenPage } from './plain-pages';
import type { RendererFiles } from './renderer-files';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | AsyncIterable<Uint8Array>;
}

interface Served {
  readonly access: Access;
  readonly downloads: Downloads;
  /** Null where the server has no users. */
  readonly logIn: LogIn | null;
  readonly accessLog: AccessLog;
  /** The proxy's address, as people open it. */
  readonly behind: URL | null;
  readonly files: RendererFiles;
  readonly log: Logger;
}

export function requestHandler(served: Served) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const host = placeOf(request, served.behind);
    let answer: Answer;
    try {
      answer = await answerTo(request, host, served);
    } catch (error) {
      served.log.error({ error, url: pathOf(request) }, 'A request failed');
      answer = text(500, 'The file could not be read. The log of the workbench says why.');
    }
    const connect = host === null ? [] : [`${host.isSecure ? 'wss' : 'ws'}://${host.header}`];
    const { body } = answer;
    const isWhole = typeof body === 'string' || Buffer.isBuffer(body);
    response.writeHead(answer.status, {
      ...pageHeaders(connect),
      'Cache-Control': 'no-store',
      ...(isWhole && { 'Content-Length': Buffer.byteLength(body) }),
      ...answer.headers,
    });
    if (isWhole) {
      response.end(request.method === 'HEAD' ? undefined : body);
      return;
    }
    // Whoever breaks off, or a file that changes meanwhile: the browser shows a download that failed.
    await pipeline(body, response).catch((error: unknown) => served.log.warn({ error }, 'A download broke off'));
  };
}

async function answerTo(request: IncomingMessage, host: Place | null, served: Served): Promise<Answer> {
  const { access, accessLog, downloads, files } = served;
  if (host === null) return text(403, foreignNameText(served.behind));
  if (served.logIn !== null && pathOf(request) === logInPath) return answerLogIn(request, host, served.logIn);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { ...text(405, 'Only GET is answered here.'), headers: { Allow: 'GET, HEAD' } };
  }
  const path = pathOf(request);
  const token = tokenOf(request);
  if (access.sessionOf(request, host) !== null) {
    if (token !== null) return redirect({});
    if (path.startsWith(downloadPath)) return download(request, downloads);
    const file = files.find(path);
    if (file === null) return text(404, 'There is no such page. The workbench begins at /.');
    return {
      status: 200,
      headers: {
        'Content-Type': file.contentType,
        'Cache-Control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache',
      },
      body: await file.read(),
    };
  }
  if (token !== null && request.method === 'GET') {
    const cookie = access.redeem(token, host);
    accessLog.note(cookie === null ? 'not let in' : 'let in', { user: 'the terminal', client: host.client });
    if (cookie !== null) return redirect({ 'Set-Cookie': cookie });
  } else if (request.headers['sec-fetch-site'] === 'cross-site' && request.headers['sec-fetch-mode'] === 'navigate') {
    return html(200, askAgainPage);
  }
  return served.logIn === null ? html(401, notLetInPage) : form(401, logInPage);
}

async function answerLogIn(request: IncomingMessage, host: Place, logIn: LogIn): Promise<Answer> {
  if (request.method !== 'POST') return form(200, logInPage);
  const outcome = await logIn.attempt(request, host);
  if (outcome.ok) return redirect({ 'Set-Cookie': outcome.cookie });
  switch (outcome.reason) {
    case 'foreign':
      return text(403, 'Log in from the page of the workbench.');
    case 'wrong':
      return form(401, wrongTokenPage);
    case 'too often':
      return text(429, 'Too many wrong tokens came from this address. Wait a minute.');
  }
}

function foreignNameText(behind: URL | null): string {
  const others = behind === null ? '' : `, and to ${behind.host} through its proxy`;
  return `The workbench answers to localhost, 127.0.0.1 and [::1] only${others}. Open it under one of these names.`;
}

async function download(request: IncomingMessage, downloads: Downloads): Promise<Answer> {
  // A preview of the link does not use it up.
  const offered = request.method === 'GET' ? downloads.take(pathOf(request)) : null;
  if (offered === null) return text(404, 'This download was used already, or is too old. Ask for it again.');
  const { name, sizeBytes, bytes } = await openDownload(offered);
  return {
    status: 200,
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      ...(sizeBytes !== null && { 'Content-Length': String(sizeBytes) }),
    },
    body: bytes,
  };
}

/** To the clean address, so that the token stays in no bookmark and no history that is shared. */
function redirect(headers: Readonly<Record<string, string>>): Answer {
  return { status: 303, headers: { ...headers, Location: '/' }, body: '' };
}

function text(status: number, body: string): Answer {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: `${body}\n` };
}

function html(status: number, body: string): Answer {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body };
}

/** A page that may post to us, and says from where: with `no-referrer` browsers send the origin "null". */
function form(status: number, body: string): Answer {
  const { headers } = html(status, body);
  return {
    status,
    body,
    headers: {
      ...headers,
      'Content-Security-Policy': contentSecurityPolicy([], "'self'"),
      'Referrer-Policy': 'same-origin',
    },
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

function tokenOf(request: IncomingMessage): string | null {
  if (pathOf(request) !== '/') return null;
  return new URLSearchParams((request.url ?? '').split('?')[1] ?? '').get('token');
}
