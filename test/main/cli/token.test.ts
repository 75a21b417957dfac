/** `cored token`: users of a served workbench. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCommandLine } from '../../../src/main/cli/run-command-line';
import { Users } from '../../../src/main/server/users';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder('token');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function cored(...args: string[]) {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const status = await runCommandLine(args, { output, errors, isInteractive: false, columns: () => 100 });
  return { status, output: String(output.read() ?? ''), errors: String(errors.read() ?? '') };
}

it('gives a token once, lists users without tokens, and takes one away', async () => {
  const path = join(folder, 'lab.json');
  const added = await cored('token', 'add', 'Ada', '--users', path, '--read-only');
  const token = added.output.trim();
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(added.errors).toContain(`cored serve --users "${path}"`);
  expect(await new Users(path).withToken(token)).toMatchObject({ name: 'Ada', readOnly: true });

  const listed = await cored('token', '--users', path, '--json');
  expect(JSON.parse(listed.output)).toMatchObject({ users: [{ name: 'Ada', readOnly: true }] });
  expect(listed.output).not.toMatch(/hash/i);

  expect((await cored('token', 'add', 'Ada', '--users', path)).status).toBe(1);
  expect((await cored('token', 'remove', 'Ada', '--users', path)).status).toBe(0);
  expect(await new Users(path).list()).toEqual([]);
});

it('does not serve a file without users, and takes no address of a proxy with a path', async () => {
  const refused = await cored('serve', '--users', join(folder, 'gone.json'), '--workspace', folder, '--port', '0');
  expect(refused).toMatchObject({ status: 1, errors: expect.stringContaining('cored token add NAME') });
  const proxy = await cored('serve', '--behind-proxy', 'https://cored.lab.example/path', '--workspace', folder);
  expect(proxy).toMatchObject({ status: 2, errors: expect.stringContaining('https://cored.lab.example') });
});
