/** What the machine, the host and the engines are and do now. */
import { z } from 'zod';
import { EngineId } from './recipe';

export const MachineSample = z.object({
  /** Percent of all cores. */
  cpuPercent: z.number(),
  memoryUsedBytes: z.number(),
  memoryTotalBytes: z.number(),
  training: z.number().int(),
  waiting: z.number().int(),
});
export type MachineSample = z.infer<typeof MachineSample>;

export const EngineInfo = z.object({
  id: EngineId,
  label: z.string(),
  available: z.boolean(),
  /** The device when available; else exactly why not and what to do. */
  detail: z.string(),
});
export type EngineInfo = z.infer<typeof EngineInfo>;

export const AppInfo = z.object({
  version: z.string(),
  host: z.enum(['desktop', 'browser', 'command-line']),
  workspace: z.string(),
  /** Folders that the browser host may read and write; empty on hosts with native dialogs. */
  roots: z.array(z.string()),
  cores: z.number().int(),
  /** How many runs train at once. */
  slots: z.number().int(),
  versions: z.record(z.string(), z.string()),
});
export type AppInfo = z.infer<typeof AppInfo>;

export const FolderEntry = z.object({ name: z.string(), path: z.string(), isFolder: z.boolean() });
export const FolderListing = z.object({
  path: z.string(),
  /** Null at a configured root. */
  parent: z.string().nullable(),
  entries: z.array(FolderEntry),
});
export type FolderListing = z.infer<typeof FolderListing>;
