/** Sessions end: unused, after their time, by somebody, or with their user. */
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Sessions } from '../../../src/main/server/sessions';
import { endSessionsOfGoneUsers } from '../../../src/main/server/user-sessions';
import { Users } from '../../../src/main/server/users';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

const owner = { user: null, isReadOnly: false, client: '127.0.0.1' };

describe('a session', () => {
  it('ends when it was not used for long, and after its time in any case', () => {
    let nowMs = 0;
    const sessions = new Sessions({ idleMs: 100, longestMs: 250 }, () => nowMs);
    const secret = sessions.open(owner);
    const found = sessions.find(secret);
    nowMs = 99;
    sessions.use(found?.id ?? '');
    nowMs = 198;
    expect(sessions.find(secret)).not.toBeNull();
    sessions.use(found?.id ?? '');
    nowMs = 249;
    expect(sessions.find(secret)).not.toBeNull();
    nowMs = 250;
    expect(sessions.find(secret)).toBeNull();

    const idle = sessions.open(owner);
    const ended = vi.fn<(session: unknown, reason: string) => void>();
    sessions.onEnd(ended);
    nowMs += 100;
    sessions.sweep();
    expect(ended).toHaveBeenCalledWith(expect.objectContaining(owner), 'its time is over');
    expect(sessions.find(idle)).toBeNull();
  });

  it('is one of at most twenty of a user: the one that was not used for longest goes', () => {
    let nowMs = 0;
    const sessions = new Sessions(undefined, () => (nowMs += 1));
    const secrets = Array.from({ length: 21 }, () => sessions.open({ ...owner, user: 'Ada' }));
    expect(sessions.find(secrets[0] ?? '')).toBeNull();
    expect(sessions.find(secrets[1] ?? '')).not.toBeNull();
    expect(sessions.list()).toHaveLength(20);
  });

  it('is found by its whole secret alone', () => {
    const sessions = new Sessions();
    const secret = sessions.open(owner);
    expect([secret.slice(0, -1), `${secret}A`, '', secret.toLowerCase()].map((text) => sessions.find(text))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('users', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder('users');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are known by tokens that the file does not hold, and that only its owner reads', async () => {
    const users = new Users(join(folder, 'users.json'));
    const [ada, bob] = [await users.add('Ada', false), await users.add('Bob', true)];
    expect(await users.withToken(ada)).toMatchObject({ name: 'Ada', readOnly: false });
    expect(await users.withToken(bob)).toMatchObject({ name: 'Bob', readOnly: true });
    expect(await users.withToken(`${bob}A`)).toBeNull();
    expect(await users.withToken('')).toBeNull();
    const text = await readFile(users.path, 'utf8');
    for (const token of [ada, bob]) expect(text).not.toContain(token);
    if (process.platform !== 'win32') expect((await stat(users.path)).mode & 0o777).toBe(0o600);
    await expect(users.add('Ada', true)).rejects.toMatchObject({ code: 'conflict' });
    await expect(users.add('Eve\nAda', true)).rejects.toMatchObject({ code: 'bad-input' });
    await users.remove('Ada');
    expect(await users.withToken(ada)).toBeNull();
    await expect(users.remove('Ada')).rejects.toThrow('It has Bob.');
  });

  it('that are removed, or get another token, lose their sessions', async () => {
    const users = new Users(join(folder, 'users.json'));
    for (const name of ['Ada', 'Bob', 'Cyd']) await users.add(name, false);
    const sessions = new Sessions();
    const secrets = ['Ada', 'Bob', 'Cyd', null].map((user) => sessions.open({ ...owner, user }));
    const stop = endSessionsOfGoneUsers({ sessions, users, log: pino({ level: 'silent' }), everyMs: 10 });
    await users.remove('Ada');
    await users.remove('Bob');
    await new Promise((resolve) => setTimeout(resolve, 5));
    await users.add('Bob', false);
    await vi.waitFor(() =>
      expect(secrets.map((secret) => sessions.find(secret)?.user)).toEqual([undefined, undefined, 'Cyd', null]),
    );
    stop();
  });
});
