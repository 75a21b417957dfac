/** In which folder the last choice for each purpose was made, kept by the browser or the window from one start to the next. */

const keyOf = (purpose: string) => `cored:last-folder:${purpose}`;

/** Null before the first choice, and where the browser keeps nothing. */
export function lastFolder(purpose: string): string | null {
  try {
    return localStorage.getItem(keyOf(purpose));
  } catch {
    return null; // storage is turned off: dialogs begin where the host says
  }
}

export function rememberFolder(purpose: string, folder: string): void {
  try {
    localStorage.setItem(keyOf(purpose), folder);
  } catch {
    // Turned off or full: the next dialog begins where the host says.
  }
}

/** The folder that a file lies in, by its path on any system. */
export function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return end <= 0 ? path.slice(0, 1) : path.slice(0, end);
}
