/** Why electron-builder could not make a package, in the words of whoever has to mend it. */

const withoutTools = '--dir makes the unpacked program without it';
/** What is fetched from where, and what stands in for it. */
const downloads: readonly (readonly [RegExp, string])[] = [
  [/electron\/electron\//, "Electron's archive. --electron-dist DIR takes one that is unpacked already"],
  [/\/fpm/, `fpm, which makes debs. CUSTOM_FPM_PATH names an installed one. ${withoutTools}`],
  [/\/appimage/, `what AppImages start with. APPIMAGE_TOOLS_PATH names an unpacked copy. ${withoutTools}`],
];

/** Null where nothing plainer than electron-builder's own words is known. */
export function plainReason(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.message.includes('project homepage')) {
    return 'A deb names the address of the project\'s page: add "homepage" to package.json, or package in a clone from GitHub.';
  }
  const address = addressOf(error);
  if (address === null) return null;
  const what =
    downloads.find(([pattern]) => pattern.test(address))?.[1] ?? `a tool for this kind of package. ${withoutTools}`;
  return `electron-builder could not fetch ${address} (${error.message}).\nThat is ${what}.`;
}

/** The errors of its downloads carry what was asked for. */
function addressOf(error: Error): string | null {
  const options: unknown = Reflect.get(error, 'options');
  const url: unknown = typeof options === 'object' && options !== null ? Reflect.get(options, 'url') : null;
  return url instanceof URL ? url.href : null;
}
