/** What a file dialog is asked for: its title, where it begins, and which files it shows. */
import { z } from 'zod';
import { listOf, mostEntries, Name, Path } from './limits';
import { weightsExtensions } from './weights';

export const DialogRequest = z.object({
  title: Name,
  /** A folder, which may be gone by now; null for the system's own choice. */
  from: Path.nullable(),
});
export type DialogRequest = z.infer<typeof DialogRequest>;

export const FileFilter = z.object({ name: Name, extensions: listOf(Name, mostEntries.few) });

export const FileDialogRequest = DialogRequest.extend({ filters: listOf(FileFilter, mostEntries.few) });
export type FileDialogRequest = z.infer<typeof FileDialogRequest>;

/** Systems know the last part of a name's ending alone. */
export const bundleFilter: z.infer<typeof FileFilter> = { name: 'Bundles of runs', extensions: ['zip'] };

export const weightsFilter: z.infer<typeof FileFilter> = { name: 'Weights', extensions: [...weightsExtensions] };
