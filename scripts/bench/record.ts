/** The JSON that a bench leaves behind, and the rows of its tables. */
import { z } from 'zod';
import { engineIds } from '../../src/shared/recipe';
import { networkIds, objectives } from './cases';
import { Machine } from './machine';
import { peerSets } from './peer';
import { PeerAbout } from './protocol';

const Seconds = z.array(z.number());

export const Timing = z.object({
  network: z.enum(networkIds),
  /** Of the peer; ours does the same work in its own order. */
  objective: z.enum(objectives),
  engine: z.enum(engineIds),
  batch: z.int(),
  /** Pixels a side. */
  size: z.int(),
  device: z.enum(['cpu', 'cuda']),
  /** Null where no peer was timed. */
  peerSet: z.enum(peerSets).nullable(),
  rounds: z.array(z.object({ ours: Seconds, peer: Seconds })),
});
export type Timing = z.infer<typeof Timing>;

export const BenchRecord = z.object({
  format: z.literal(1),
  /** ISO 8601. */
  date: z.string(),
  commit: z.string().nullable(),
  machine: Machine,
  peer: PeerAbout.nullable(),
  /** Recipe parameters that were set beside the defaults. */
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Mean number of running processes of the minute before the bench began. */
  loadBefore: z.number(),
  timings: z.array(Timing),
  /** In plain words: what was not timed, and why. */
  skipped: z.array(z.string()),
});
export type BenchRecord = z.infer<typeof BenchRecord>;
