/** What goes over the channel between the workbench and a process that does jobs. */
import { z } from 'zod';
import { decode, encode } from '../../shared/codec';
import { ErrorPayload } from '../../shared/errors';

/**
 * Values cross as the text of our own codec: Node's "advanced" serialisation is V8's, whose versions differ between Electron
 * and the Node beside it.
 */
const Packed = z.string();

export const ToJobProcess = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), id: z.number().int(), name: z.string(), input: Packed }),
  z.object({ type: z.literal('cancel'), id: z.number().int() }),
]);
export type ToJobProcess = z.infer<typeof ToJobProcess>;

export const FromJobProcess = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), id: z.number().int(), value: Packed }),
  z.object({ type: z.literal('done'), id: z.number().int(), output: Packed }),
  z.object({ type: z.literal('failed'), id: z.number().int(), error: ErrorPayload }),
]);
export type FromJobProcess = z.infer<typeof FromJobProcess>;

export function pack(value: unknown): string {
  return Buffer.from(encode(value)).toString('base64');
}

export function unpack(text: string): unknown {
  return decode(new Uint8Array(Buffer.from(text, 'base64')));
}
