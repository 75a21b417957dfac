/** Calls about who uses a browser host. */
import { AppError } from '../../shared/errors';
import type { SessionInfo } from '../../shared/session';
import type { Caller, HostSession, HostSessions } from '../workbench-api';
import type { HandlersOf } from './handler';

export const sessionCalls: HandlersOf<'session'> = {
  'session/list': (_, { host, caller }) => {
    const { sessions } = host;
    if (sessions === undefined) return [];
    return sessions
      .list()
      .filter((session) => caller?.isReadOnly !== true || mayEnd(session, caller))
      .map((session) => infoOf(session, { sessions, caller }))
      .toSorted((a, b) => Number(b.isOwn) - Number(a.isOwn) || b.usedAt.localeCompare(a.usedAt));
  },

  'session/end': ({ sessionId }, { host, caller }) => {
    const { sessions } = host;
    const id = sessionId ?? caller?.id;
    const found = sessions?.list().find((session) => session.id === id);
    if (sessions === undefined || found === undefined) {
      throw new AppError('not-found', 'There is no such session. It may have ended already.');
    }
    if (!mayEnd(found, caller)) {
      throw new AppError('not-permitted', 'This session is somebody else’s. Whoever runs the server can end it.');
    }
    sessions.end(found.id, found.id === caller?.id ? 'logged out' : 'ended by another session');
    return {};
  },
};

/** One's own; whoever came by the terminal's address runs the server. */
function mayEnd({ id, user }: HostSession, caller: Caller | undefined): boolean {
  return caller === undefined || caller.user === null || id === caller.id || user === caller.user;
}

function infoOf(
  session: HostSession,
  { sessions, caller }: { sessions: HostSessions; caller: Caller | undefined },
): SessionInfo {
  const { id, user, isReadOnly, client, pages } = session;
  return {
    ...{ id, user, readOnly: isReadOnly, client, pages, isOwn: id === caller?.id },
    startedAt: new Date(session.startedAtMs).toISOString(),
    usedAt: new Date(session.usedAtMs).toISOString(),
    endsAt: new Date(sessions.endsAtMs(session)).toISOString(),
  };
}
