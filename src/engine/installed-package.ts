/** Whether an npm package can be imported from here, without importing it. */

/** Null when it is there; else the sentence that says what to do. */
export function whyNotInstalled(packageName: string): string | null {
  try {
    import.meta.resolve(packageName);
    return null;
  } catch {
    return `The package ${packageName} is not installed. Run npm ci in the project's folder.`;
  }
}
