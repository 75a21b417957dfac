/** In which folder the last choice for each purpose was made. */
import { keep, readKept } from './kept';

const nameOf = (purpose: string) => `last-folder:${purpose}`;

/** Null before the first choice, and where the browser keeps nothing. */
export function lastFolder(purpose: string): string | null {
  return readKept(nameOf(purpose));
}

export function rememberFolder(purpose: string, folder: string): void {
  keep(nameOf(purpose), folder);
}

/** The folder that a file lies in, by its path on any system. */
export function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return end <= 0 ? path.slice(0, 1) : path.slice(0, end);
}
