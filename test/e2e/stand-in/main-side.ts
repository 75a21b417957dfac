/** What the parts of the stand-in share: ipc, protocol handlers, and the channel to the test that drives them. */
import type { EventEmitter } from 'node:events';

type Handler = (event: unknown, ...given: unknown[]) => Promise<unknown>;
const handlers = new Map<string, Handler>();

export const ipcMain = {
  handle: (channel: string, handler: Handler) => void handlers.set(channel, handler),
  removeHandler: (channel: string) => void handlers.delete(channel),
  /** Not Electron's: what a call from a page comes to. */
  invoke: async (channel: string, event: unknown, given: unknown[]): Promise<unknown> => {
    const handler = handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return handler(event, ...given);
  },
};

export const protocolHandlers = new Map<string, (request: { url: string; method: string }) => Promise<Response>>();

interface StandIn {
  /** Filled by electron.ts. */
  app: EventEmitter;
  /** An address that the test makes the page go to over main's head. */
  forced: string | null;
}
export const standIn: StandIn = { app: null as unknown as EventEmitter, forced: null };

/** To the test, over the process's own channel. */
export function tellTest(message: Record<string, unknown>): void {
  process.send?.(message);
}
