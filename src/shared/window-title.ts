/** The title of a window or a browser's tab: what is shown, in which workspace, and the program. */

export const programName = 'CoReD Workbench';

/** `(1 failed) Runs · my-workspace · CoReD Workbench`; without what is not known yet, and without a mark. */
export function windowTitle(shown: string | null, workspace: string | null, mark: string | null = null): string {
  const title = [shown, workspace === null ? null : folderName(workspace), programName].filter(Boolean).join(' · ');
  return mark === null ? title : `(${mark}) ${title}`;
}

/** The last name of a path of any system; the path itself for a root. */
export function folderName(path: string): string {
  return (
    path
      .split(/[\\/]/)
      .filter((name) => name !== '')
      .at(-1) ?? path
  );
}
