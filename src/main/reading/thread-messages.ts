/** What goes between the workbench and its reading thread. */
import { z } from 'zod';
import { ErrorPayload } from '../../shared/errors';
import { Evaluation } from '../../shared/evaluation';
import { RecipeOptions } from '../../shared/recipe';
import { readingCalls } from '../calls/reading';

/** What the thread is started with. */
export const ThreadSetup = z.object({
  registryFile: z.string(),
  /** See `openForReading`. */
  sqlite: z.string(),
  /** What the registry's paths are relative to. */
  workspace: z.string(),
  roots: z.array(z.string()).readonly().nullable(),
  version: z.string(),
  slots: z.number().int(),
});
export type ThreadSetup = z.infer<typeof ThreadSetup>;

/** What the thread cannot know by itself: networks and methods are loaded in another process, evaluations are followed by the workbench. */
export const Question = z.discriminatedUnion('about', [
  z.object({ about: z.literal('recipe/options') }),
  z.object({ about: z.literal('evaluations') }),
  z.object({ about: z.literal('cores'), runId: z.string() }),
]);
export type Question = z.infer<typeof Question>;

const id = z.number().int();

export const ToThread = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id, name: z.enum(readingCalls), input: z.unknown() }),
  z.object({ type: z.literal('told'), id, answer: z.union([RecipeOptions, z.number().int(), z.array(Evaluation)]) }),
  z.object({ type: z.literal('not-told'), id, error: ErrorPayload }),
]);
export type ToThread = z.infer<typeof ToThread>;

export const FromThread = z.discriminatedUnion('type', [
  /** `bytes`: the packed answer, encoded; its memory is handed over. */
  z.object({ type: z.literal('done'), id, bytes: z.instanceof(Uint8Array) }),
  z.object({ type: z.literal('failed'), id, error: ErrorPayload }),
  z.object({ type: z.literal('ask'), id, question: Question }),
]);
export type FromThread = z.infer<typeof FromThread>;
