/** Finds the files of a list below a dataset's root: lists are often written on another machine, with longer paths. */

/** Each listed path as it lies below the root, or null where no ending of the path does. */
export function locateFiles(listed: readonly string[], images: readonly string[]): (string | null)[] {
  const known = new Set(images);
  // How many leading parts were superfluous the last time: lists agree in that.
  let superfluous = 0;
  return listed.map((path) => {
    const parts = path
      .replaceAll('\\', '/')
      .split('/')
      .filter((part) => part !== '' && part !== '.');
    const tries = [superfluous, ...parts.keys()];
    for (const from of tries) {
      const rest = parts.slice(from).join('/');
      if (!known.has(rest)) continue;
      superfluous = from;
      return rest;
    }
    return null;
  });
}
