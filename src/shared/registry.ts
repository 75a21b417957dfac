/** What is said of the registry as a whole: its damage, and what a rebuild came to. */
import { z } from 'zod';
import { GivenPath } from './limits';

export const Rebuilt = z.object({
  /** How many are listed now. */
  runs: z.number().int(),
  /** A sentence for each folder that could not be read, or not whole, and for copies of other runs. */
  problems: z.array(z.string()),
  /** Of those, the ones that could not be read whole. */
  unreadable: z.number().int(),
  /** What the old registry alone knew and could not be read of it. */
  lost: z.array(z.string()),
  /** Where the old registry is kept; null where there was none. */
  keptAs: z.string().nullable(),
});
export type Rebuilt = z.infer<typeof Rebuilt>;

/** A folder among the runs of which nothing can be listed, with the weights in it, which can be read all the same. */
export const UnreadableFolder = z.object({
  folder: z.string(),
  path: z.string(),
  reason: z.string(),
  /** Paths of weights files. */
  weights: z.array(z.string()),
});
export type UnreadableFolder = z.infer<typeof UnreadableFolder>;

export const RegistryHealth = z.object({
  /** Why another registry stands in for the workspace's until it is rebuilt; null: it is as it should be. */
  damage: z.string().nullable(),
});
export type RegistryHealth = z.infer<typeof RegistryHealth>;

/** What a file that `backup/write` made holds. */
export const BackupInfo = z.object({
  path: z.string(),
  writtenAt: z.string(),
  /** Of the registry's schema. */
  version: z.number().int(),
  runs: z.number().int(),
  /** How many files that people's words are in: notes, templates, mappings, views. */
  files: z.number().int(),
  sizeBytes: z.number().int(),
});
export type BackupInfo = z.infer<typeof BackupInfo>;

export const BackupRestored = z.object({
  backup: BackupInfo,
  /** Where that is kept which was there before. */
  keptAs: z.string(),
  /** Sentences: files that were not written, and why. */
  problems: z.array(z.string()),
});
export type BackupRestored = z.infer<typeof BackupRestored>;

export const registryCalls = {
  'registry/rebuild': { input: z.object({}), output: Rebuilt, writes: true },
  /** Whether the registry is damaged; `registry/health` tells when that changes. */
  'registry/health': { input: z.object({}), output: RegistryHealth },
  /** Folders among the runs that cannot be listed as runs, with the weights in them. */
  'registry/unreadable': { input: z.object({}), output: z.array(UnreadableFolder) },
  /** Copies the registry and what people wrote about runs into one file; without a path into the workspace's backups. */
  'backup/write': { input: z.object({ to: GivenPath.optional() }), output: BackupInfo },
  /** Puts what such a file holds into the place of what is there, which is backed up before. */
  'backup/restore': { input: z.object({ path: GivenPath }), output: BackupRestored, writes: true },
} as const;
