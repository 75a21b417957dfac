/** The browser host over HTTP: the token, the cookie, the files, and every way of not being let in. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHost, type HostUnderTest } from './host-under-test';

let host: HostUnderTest;
beforeAll(async () => {
  host = await openHost();
});
afterAll(() => host.close());

const pathOf = (url: string) => new URL(url).pathname + new URL(url).search;

describe('the token', () => {
  it('is swapped once for a cookie that scripts and other sites cannot use, at a clean address', async () => {
    const path = pathOf(host.server.newUrl());
    const first = await host.get(path);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    expect(first.headers['set-cookie']).toHaveLength(1);
    expect(first.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^cored-${host.server.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );

    const again = await host.get(path);
    expect(again.status).toBe(401);
    expect(again.body).toContain('Press Enter in the terminal');
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  it('is refused when it is wrong, empty, or replaced by a newer one', async () => {
    const older = pathOf(host.server.newUrl());
    host.server.newUrl();
    for (const path of [older, '/?token=', '/?token=abc', `/?token=${'A'.repeat(43)}`]) {
      expect((await host.get(path)).status).toBe(401);
    }
  });

  it('is not used up by HEAD, which previews of links send', async () => {
    const path = pathOf(host.server.newUrl());
    expect((await host.get(path, {}, 'HEAD')).status).toBe(401);
    expect((await host.get(path)).status).toBe(303);
  });

  it('names the cookie after the port that the browser sees through a tunnel', async () => {
    const answer = await host.get(pathOf(host.server.newUrl()), { Host: 'localhost:9000' });
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^cored-9000=/);
  });

  it('leads whoever has a cookie already to the clean address', async () => {
    const Cookie = await host.cookie();
    expect((await host.get('/?token=used', { Cookie })).headers.location).toBe('/');
  });
});

describe('a request', () => {
  it('with the cookie gets the interface, its type and a policy without anything inline', async () => {
    const answer = await host.get('/', { Cookie: await host.cookie() });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('<title>Workbench</title>');
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-cache');
    const policy = answer.headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${host.server.port};`);
    expect(policy).not.toContain('unsafe');
    expect(answer.headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  it('gets hashed files to keep', async () => {
    const answer = await host.get('/assets/index-3f9a.js', { Cookie: await host.cookie() });
    expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('private, max-age=31536000, immutable');
  });

  it.each(['/', '/assets/index-3f9a.js', '/index.html'])('without the cookie gets nothing of %s', async (path) => {
    const answer = await host.get(path);
    expect(answer.status).toBe(401);
    expect(answer.body).not.toContain('Workbench</title>');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('with the cookie of another port, or a made-up one, is refused', async () => {
    const [, value] = (await host.cookie()).split('=');
    expect((await host.get('/', { Cookie: `cored-1=${value}` })).status).toBe(401);
    expect((await host.get('/', { Cookie: `cored-${host.server.port}=${'A'.repeat(43)}` })).status).toBe(401);
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io:80', '192.168.1.5', '0.0.0.0', '@localhost'])(
    'for the foreign name "%s" is refused, even with the cookie',
    async (name) => {
      const answer = await host.get('/', { Cookie: await host.cookie(), Host: name });
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('localhost');
    },
  );

  it.each(['localhost:7', '127.0.0.1:8080', '[::1]:8080', 'LOCALHOST:7'])(
    'for the name %s is answered',
    async (name) => {
      expect((await host.get('/', { Host: name })).status).toBe(401);
    },
  );

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//etc/passwd',
    '/linked.txt',
    '/%00',
    '/%ff',
    'file:///etc/passwd',
  ])('for %s leads nowhere', async (path) => {
    const answer = await host.get(path, { Cookie: await host.cookie() });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret\n');
  });

  it('other than GET and HEAD is refused', async () => {
    const answer = await host.get('/', { Cookie: await host.cookie() }, 'POST');
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD');
  });

  it('that a foreign site began is asked again from ours, where the browser sends the cookie', async () => {
    const foreign = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' };
    const answer = await host.get('/', foreign);
    expect(answer.body).toContain('http-equiv="refresh"');
    expect((await host.get('/assets/index-3f9a.js', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(401);
  });
});

describe('startServer', () => {
  it('names the port that is in use and the way out', async () => {
    await expect(openHost({ port: host.server.port })).rejects.toMatchObject({
      code: 'conflict',
      message: `Port ${host.server.port} is in use by another program. Choose another with --port.`,
    });
  });

  it('says when the interface is not built', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'cored-server-'));
    const { listRendererFiles } = await import('../../../src/main/server/renderer-files');
    await expect(listRendererFiles(empty)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(listRendererFiles(join(empty, 'nowhere'))).rejects.toThrow('npm run build');
    await rm(empty, { recursive: true });
  });

  it('listens on loopback alone', () => {
    expect(new URL(host.server.url).hostname).toBe('127.0.0.1');
  });
});
