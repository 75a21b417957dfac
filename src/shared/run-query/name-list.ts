/** Names of fields in one text, as an address and a flag hold them: `method,seed,auc.Splice`. */

/** Commas and percent signs inside a name are escaped. */
export function writeNames(names: readonly string[]): string {
  return names.map((name) => name.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');
}

export function readNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim().replaceAll('%2C', ',').replaceAll('%25', '%'));
  return [...new Set(names.filter((name) => name !== ''))];
}
