/** What the program is shipped with: told completely, under licences that allow it, and installed without scripts. */
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { neededPackages } from '../../../scripts/package/needed-packages';
import { auditOutcome } from '../../../scripts/supply/audit';
import { licenceOf } from '../../../scripts/supply/licences';
import { nameOf, readLockfile } from '../../../scripts/supply/lockfile';
import { licensingOf, noticeText } from '../../../scripts/supply/notice';
import { sbomOf } from '../../../scripts/supply/sbom';
import { bundledInInterface, shippedPackages } from '../../../scripts/supply/shipped';

const root = resolve(import.meta.dirname, '../../..');
const lockfile = readLockfile(root);
const shipped = shippedPackages(root);
const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  allowScripts: z.record(z.string(), z.boolean()),
});
const manifest = Manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

describe('NOTICE', () => {
  it('is as `npm run notice` writes it now', () => {
    const isSame = readFileSync(join(root, 'NOTICE'), 'utf8') === noticeText(root);
    expect(isSame, 'Run `npm run notice` and commit what it writes').toBe(true);
  });

  it('names every package that the desktop packages hold', () => {
    const listed = new Set(shipped.map(({ folder }) => folder));
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      for (const { folder } of neededPackages(root, platform)) expect(listed).toContain(folder);
    }
  });

  it('names every package that the interface imports', async () => {
    const files = await readdir(join(root, 'src/renderer'), { recursive: true });
    const imported = new Set<string>();
    for (const file of files.filter((name) => /\.(ts|vue|css)$/.test(name))) {
      const text = await readFile(join(root, 'src/renderer', file), 'utf8');
      for (const [, name = ''] of text.matchAll(/(?:from|import) '((?:@[\w-]+\/)?[\w-]+)(?:\/[^']*)?'/g)) {
        if (name in manifest.devDependencies) imported.add(name);
      }
    }
    expect([...imported].sort()).toEqual([...bundledInInterface]);
  });

  it('is refused for a licence that nobody has read', () => {
    const [any] = shipped;
    if (any === undefined) throw new Error('Nothing is shipped.');
    for (const licence of ['AGPL-3.0-only', 'UNLICENSED', 'MIT AND SSPL-1.0', null]) {
      expect(() => licenceOf({ ...any, name: 'other', licence })).toThrow(
        /other .* which scripts\/supply\/licences.ts/,
      );
    }
    expect(licenceOf({ ...any, name: 'other', licence: '(MIT OR Apache-2.0)' })).toBe('MIT OR Apache-2.0');
  });

  const libvips = join(root, 'node_modules/@img/sharp-libvips-linux-x64/README.md');
  it.skipIf(!existsSync(libvips))('tells what libvips is made of as its package does', () => {
    const kept = readFileSync(join(root, 'scripts/supply/licences/libvips.txt'), 'utf8');
    expect(kept.trim()).toBe(licensingOf(readFileSync(libvips, 'utf8')).trim());
  });
});

describe('the bill of materials', () => {
  const sbom = sbomOf(root);

  it('has a reference of its own for each component, and depends on no other', () => {
    const references = [sbom.metadata.component, ...sbom.components].map((component) => component['bom-ref']);
    expect(new Set(references).size).toBe(references.length);
    const known = new Set(references);
    for (const { ref, dependsOn } of sbom.dependencies) {
      for (const reference of [ref, ...dependsOn]) expect(known).toContain(reference);
    }
  });

  it('gives the checksum that npm holds the package to, and the same bytes each time', () => {
    const zod = sbom.components.find(({ name }) => name === 'zod');
    const [, base64 = ''] = lockfile.get('node_modules/zod')?.integrity?.split('sha512-') ?? [];
    const hashes = [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }];
    expect(zod).toMatchObject({ hashes, purl: `pkg:npm/zod@${lockfile.get('node_modules/zod')?.version}` });
    expect(JSON.stringify(sbomOf(root))).toBe(JSON.stringify(sbom));
  });

  it('lists what package.json depends on, but TensorFlow for Node and the second Node, which are not shipped', () => {
    const names = new Set(sbom.components.map(({ name }) => name));
    for (const name of Object.keys(manifest.dependencies)) expect(names).toContain(name);
    for (const name of names) expect(name).not.toMatch(/^(node-linux|@tensorflow\/tfjs-node|vite|eslint)/);
  });
});

describe('install scripts', () => {
  const withScripts = [...lockfile].flatMap(([folder, entry]) =>
    entry.hasInstallScript === true ? [nameOf(folder)] : [],
  );

  it('are of no package that package.json does not name under allowScripts', () => {
    for (const name of withScripts) expect(Object.keys(manifest.allowScripts)).toContain(name);
  });

  it('run for TensorFlow for Node alone', () => {
    const allowed = Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name] === true);
    expect(allowed.sort()).toEqual(['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu']);
  });
});

describe('the audit', () => {
  const folders = new Set(['node_modules/ws']);
  const report = (name: string, folder: string) =>
    JSON.stringify({ vulnerabilities: { [name]: { severity: 'high', range: '<9', nodes: [folder] } } });

  it('fails for a hole in what is shipped, and counts those in tools', () => {
    expect(auditOutcome(report('ws', 'node_modules/ws'), folders)).toMatchObject({ status: 1 });
    const other = auditOutcome(report('eslint', 'node_modules/eslint'), folders);
    expect(other).toEqual({
      status: 0,
      text: expect.stringContaining('Nothing is known against what is shipped; 1 more'),
    });
  });

  it.each(['{"message":"405 Method Not Allowed","error":{}}', '{"error":{"summary":"no"}}', 'ENOTFOUND', ''])(
    'says of "%s" that no registry answered',
    (output) => {
      expect(auditOutcome(output, folders)).toEqual({
        status: 0,
        text: expect.stringContaining('Not audited: no registry answered'),
      });
    },
  );
});
