/**
 * The bill of materials as CycloneDX 1.6: exactly what is shipped, out of package-lock.json. `npm sbom` and
 * @cyclonedx/cyclonedx-npm know packages by kind of dependency alone: they would leave out what is bundled into the
 * interface, or list every tool of development. Without a serial number and a date, so that equal sources give equal bytes.
 */
import { licenceOf } from './licences.ts';
import { readLockfile } from './lockfile.ts';
import { shippedPackages, type ShippedPackage } from './shipped.ts';

export function sbomOf(root: string) {
  const packages = shippedPackages(root);
  const own = readLockfile(root).get('');
  const program = { type: 'application', name: 'cored-workbench', version: own?.version ?? '' };
  const reference = purlOf(program);
  const refs = new Map(packages.map((shipped) => [shipped.folder, refOf(shipped)]));
  const needed = new Set(packages.flatMap(({ needs }) => needs));
  const direct = packages.filter(({ folder }) => !needed.has(folder));
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: { ...program, 'bom-ref': reference, purl: reference, licenses: [{ license: { id: 'MIT' } }] },
    },
    components: [electronOf(root), ...packages.map(componentOf)],
    dependencies: [
      { ref: reference, dependsOn: [electronOf(root)['bom-ref'], ...direct.map(refOf)] },
      ...packages.map((shipped) => ({
        ref: refOf(shipped),
        dependsOn: shipped.needs.flatMap((folder) => refs.get(folder) ?? []),
      })),
    ],
  };
}

function componentOf(shipped: ShippedPackage) {
  const { name, version, integrity, how, isOfSystem } = shipped;
  return {
    type: 'library',
    'bom-ref': refOf(shipped),
    name,
    version,
    scope: isOfSystem ? 'optional' : 'required',
    purl: purlOf({ name, version }),
    licenses: [{ expression: licenceOf(shipped) }],
    ...(integrity !== null && { hashes: integrity.split(' ').map(hashOf) }),
    properties: [{ name: 'cored:how', value: how }],
  };
}

/** In the packages of the desktop; Chromium and Node.js are parts of it. */
function electronOf(root: string) {
  const version = readLockfile(root).get('node_modules/electron')?.version ?? '';
  const purl = purlOf({ name: 'electron', version });
  const licenses = [{ expression: 'MIT' }];
  return { type: 'framework', 'bom-ref': purl, name: 'electron', version, scope: 'required', purl, licenses };
}

/** A package may be there in two places. */
function refOf({ name, version, folder }: ShippedPackage): string {
  const purl = purlOf({ name, version });
  return folder.lastIndexOf('node_modules/') === 0 ? purl : `${purl}#${folder}`;
}

/** https://github.com/package-url/purl-spec: the @ of a scope is escaped. */
function purlOf({ name, version }: { name: string; version: string }): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}

const algorithms: Readonly<Record<string, string>> = { sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' };

/** npm has base64, CycloneDX hexadecimal. */
function hashOf(integrity: string): { alg: string; content: string } {
  const [algorithm = '', content = ''] = integrity.split(/-(.*)/s);
  return { alg: algorithms[algorithm] ?? algorithm, content: Buffer.from(content, 'base64').toString('hex') };
}
