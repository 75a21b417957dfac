/** Whoever has a token for looking only changes nothing, and ends no session but their own. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Sessions } from '../../../src/main/server/sessions';
import { noDialogs, type Caller, type HostSession, type Workbench } from '../../../src/main/workbench-api';
import { effectOf } from '../../../src/shared/call-effects';
import { isCallName } from '../../../src/shared/client';
import { calls } from '../../../src/shared/contract';
import { SessionInfo } from '../../../src/shared/session';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let workbench: Workbench;
const sessions = new Sessions();
beforeAll(async () => {
  folder = await temporaryFolder('refuse-looking');
  workbench = await openTestWorkbench(folder, { host: { kind: 'browser', roots: [folder], sessions, ...noDialogs } });
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

function open(user: string | null, isReadOnly: boolean): HostSession {
  const session = sessions.find(sessions.open({ user, isReadOnly, client: '127.0.0.1' }));
  if (session === null) throw new Error('The session has ended.');
  return session;
}

const names = Object.keys(calls).filter(isCallName);

it.each(names.filter((name) => effectOf(name) !== 'looks'))('%s is refused', async (name) => {
  const caller: Caller = { id: 'a', user: 'Ada', isReadOnly: true };
  await expect(workbench.callUnchecked(name, {}, { caller })).rejects.toMatchObject({
    code: 'not-permitted',
    message: expect.stringContaining('for looking only'),
  });
});

it('looks, and is told that it may not more', async () => {
  const ada = open('Ada', true);
  // Packed, as it crosses to a page.
  expect(await workbench.callUnchecked('run/list', {}, { caller: ada })).toMatchObject({ count: 0 });
  expect(await workbench.callUnchecked('app/info', {}, { caller: ada })).toMatchObject({
    readOnly: expect.stringContaining('for looking only'),
  });
  expect(await workbench.callUnchecked('app/info', {})).not.toHaveProperty('readOnly');
});

it('lists and ends sessions: one’s own, and all for whoever runs the server', async () => {
  const [ada, other, bob, owner] = [open('Ada', true), open('Ada', true), open('Bob', false), open(null, false)];
  const listed = async (caller: Caller) =>
    SessionInfo.array()
      .parse(await workbench.callUnchecked('session/list', {}, { caller }))
      .map(({ user, isOwn }) => `${user ?? '-'}${isOwn ? '*' : ''}`);
  expect((await listed(ada))[0]).toBe('Ada*');
  expect(new Set(await listed(ada))).toEqual(new Set(['Ada*', 'Ada']));
  expect(new Set(await listed(bob))).toEqual(new Set(['Bob*', 'Ada', '-']));
  const end = (caller: Caller, sessionId?: string) => workbench.callUnchecked('session/end', { sessionId }, { caller });
  await expect(end(ada, bob.id)).rejects.toMatchObject({ code: 'not-permitted' });
  await expect(end(bob, owner.id)).rejects.toMatchObject({ code: 'not-permitted' });
  await end(ada, other.id);
  await end(owner, bob.id);
  await end(ada);
  expect(sessions.list().map(({ id }) => id)).not.toContain(ada.id);
  await expect(end(ada)).rejects.toMatchObject({ code: 'not-found' });
});
