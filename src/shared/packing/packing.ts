/** Another form of an answer, in which it crosses to a page: smaller, and checked faster. */
import type { z } from 'zod';

export interface Packing<Value = unknown, Packed = unknown> {
  /** Of what crosses. */
  readonly schema: z.ZodType<Packed>;
  pack(value: Value): Packed;
  /** Throws AppError 'bad-input' for what `pack` did not make. */
  unpack(packed: Packed): Value;
}
