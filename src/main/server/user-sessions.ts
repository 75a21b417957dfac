/** Ends the sessions of users who are no more in the file of users, or may do less now. */
import type { Logger } from 'pino';
import type { Sessions } from './sessions';
import type { Users } from './users';

/** Returns the function that stops looking. */
export function endSessionsOfGoneUsers(served: {
  readonly sessions: Sessions;
  readonly users: Users;
  readonly log: Logger;
  readonly everyMs: number;
}): () => void {
  const { sessions, users, log, everyMs } = served;
  const look = async (): Promise<void> => {
    const known = await users.list();
    for (const { id, user, isReadOnly, startedAtMs } of sessions.list()) {
      const found = known.find(({ name }) => name === user);
      const isSame = found?.readOnly === isReadOnly && Date.parse(found.createdAt) <= startedAtMs;
      if (user !== null && !isSame)
        sessions.end(id, found === undefined ? 'the user was removed' : 'the user has another token');
    }
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) =>
      log.error({ error }, `The users in ${users.path} could not be read; nobody new is let in`),
    );
  }, everyMs);
  return () => clearInterval(timer);
}
