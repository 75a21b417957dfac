/** Why electron-builder could not make a package, in the words of whoever has to mend it. */

const downloads: readonly (readonly [RegExp, string])[] = [
  [/fpm/i, 'fpm, with which a deb is made (an installed one is taken from CUSTOM_FPM_PATH)'],
  [/appimage/i, 'the tools and the start code of AppImages (an unpacked copy is taken from APPIMAGE_TOOLS_PATH)'],
  [/nsis/i, "NSIS, with which Windows' installer is made"],
  [/wincodesign|rcedit|win-codesign/i, 'the tools that sign a Windows program'],
  [/dmg/i, 'the tools with which a dmg is made'],
  [
    /electron-v[\d.]+|SHASUMS256|electron\/electron/i,
    "Electron's own archive (an unpacked one is taken from --electron-dist)",
  ],
];

const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EPROTO|fetch failed|HTTPError|status code|tunneling/i;

/** Null where nothing plainer than electron-builder's own words is known. */
export function plainReason(text: string): string | null {
  if (text.includes('project homepage')) {
    return 'A deb names the address of the project\'s page. Add "homepage" to package.json, or package in a clone from GitHub.';
  }
  if (!unreachable.test(text)) return null;
  const missing = downloads.find(([pattern]) => pattern.test(text))?.[1] ?? 'a tool that it needs';
  return `electron-builder could not fetch ${missing} from GitHub. With --dir it fetches nothing and makes the unpacked program.`;
}
