/** Who uses a browser host now: one session for each browser that was let in. */
import { z } from 'zod';
import { Id } from './limits';

export const SessionInfo = z.object({
  id: z.string(),
  /** Whose token it was; null for the address that the terminal gave. */
  user: z.string().nullable(),
  readOnly: z.boolean(),
  /** Address that it came from, as far as it is known. */
  client: z.string(),
  startedAt: z.string(),
  usedAt: z.string(),
  /** Unless it is used before. */
  endsAt: z.string(),
  /** Pages that are open. */
  pages: z.number().int(),
  /** Of the page that asks. */
  isOwn: z.boolean(),
});
export type SessionInfo = z.infer<typeof SessionInfo>;

export const sessionCalls = {
  /** Browser host: who uses it now, the page's own session first; whoever may only look sees the own ones alone. */
  'session/list': { input: z.object({}), output: z.array(SessionInfo) },
  /** Logs out; `sessionId` absent: the page itself. */
  'session/end': { input: z.object({ sessionId: Id.optional() }), output: z.object({}) },
} as const;
