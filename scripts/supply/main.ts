/** `npm run notice`, `npm run sbom` and `npm run audit`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { auditOutcome } from './audit.ts';
import { noticeText } from './notice.ts';
import { sbomOf } from './sbom.ts';
import { shippedPackages } from './shipped.ts';

/** Where the packages of the desktop take it from. */
export const sbomFile = 'out/sbom.cdx.json';

/** Returns the exit status. */
export function supply(root: string, what: string, say: (line: string) => void): number {
  switch (what) {
    case 'notice':
      writeFileSync(join(root, 'NOTICE'), noticeText(root));
      say('NOTICE is written.');
      return 0;
    case 'sbom':
      writeSbom(root);
      say(`${sbomFile} is written: ${sbomOf(root).components.length} components.`);
      return 0;
    case 'audit':
      return audit(root, say);
    default:
      say('Give notice, sbom or audit.');
      return 2;
  }
}

export function writeSbom(root: string): void {
  mkdirSync(dirname(join(root, sbomFile)), { recursive: true });
  writeFileSync(join(root, sbomFile), `${JSON.stringify(sbomOf(root), null, 2)}\n`);
}

function audit(root: string, say: (line: string) => void): number {
  const options = { cwd: root, encoding: 'utf8', shell: process.platform === 'win32', maxBuffer: 1 << 28 } as const;
  const { stdout, error } = spawnSync('npm', ['audit', '--json'], { ...options, timeout: 120_000 });
  const folders = new Set(shippedPackages(root).map(({ folder }) => folder));
  const outcome = auditOutcome(error === undefined ? stdout : error.message, folders);
  say(outcome.text);
  return outcome.status;
}
