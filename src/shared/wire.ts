/** What crosses between the interface and a host: ipc carries outcomes and pushes, the websocket all of these. */
import { z } from 'zod';
import { decode } from './codec';
import { AppError, ErrorPayload, toAppError } from './errors';

/** A value that another thread has encoded already: whoever sends it need not do so again. */
export class EncodedValue {
  constructor(readonly bytes: Uint8Array) {}
}

/** How a call ended. `isEncoded`: `value` is the bytes that the codec made of it. */
export const Outcome = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown(), isEncoded: z.literal(true).optional() }),
  z.object({ ok: z.literal(false), error: ErrorPayload }),
]);
export type Outcome = z.infer<typeof Outcome>;

/** Websocket, client to server. */
export const CallRequest = z.object({ id: z.number().int().min(0), name: z.string(), input: z.unknown() });
export type CallRequest = z.infer<typeof CallRequest>;

export const Push = z.object({ name: z.string(), payload: z.unknown() });
export type Push = z.infer<typeof Push>;

/** Websocket, server to client. A beat says only that the server is there. */
export const ServerMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reply'), id: z.number().int().min(0), outcome: Outcome }),
  z.object({ kind: z.literal('push'), push: Push }),
  z.object({ kind: z.literal('beat') }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;

/** Where the browser host takes websockets. */
export const socketPath = '/socket';

/** With which the browser host closes the pages of a session that has ended. */
export const sessionEndedCode = 4001;

/** The server's beat, and the silence after which a client takes the connection for lost. */
export const beatMs = 15_000;
export const silenceMs = 3 * beatMs;

/** `window.cored`: input, result and payload are encoded by the codec; a result is an Outcome. */
export interface Bridge {
  call(name: string, input: Uint8Array): Promise<Uint8Array>;
  /** Returns the function that stops listening. */
  on(name: string, listener: (payload: Uint8Array) => void): () => void;
}

/** Runs a call and says how it ended; never rejects. */
export async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    return succeeded(await call());
  } catch (error) {
    return { ok: false, error: toAppError(error).toPayload() };
  }
}

function succeeded(value: unknown): Outcome {
  return value instanceof EncodedValue ? { ok: true, value: value.bytes, isEncoded: true } : { ok: true, value };
}

/** The value of an outcome; throws the AppError that it carries. */
export function valueOf(outcome: Outcome): unknown {
  if (outcome.ok) {
    return outcome.isEncoded === true && outcome.value instanceof Uint8Array ? decode(outcome.value) : outcome.value;
  }
  throw new AppError(outcome.error.code, outcome.error.message);
}
