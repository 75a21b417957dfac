/** Which files exports have written since the workbench was opened: these alone are handed out as downloads. */
import { AppError } from '../shared/errors';
import type { ExportedFiles } from '../shared/weights';

export class ExportedPaths {
  private readonly paths = new Set<string>();

  remember({ files }: ExportedFiles): void {
    for (const file of files) this.paths.add(file);
  }

  /** Throws AppError 'not-permitted' for the first that no export has written. */
  refuseOthers(files: readonly string[]): void {
    const other = files.find((file) => !this.paths.has(file));
    if (other === undefined) return;
    const message = `"${other}" was not exported since this workbench was started. Export it again, then download it.`;
    throw new AppError('not-permitted', message);
  }
}
