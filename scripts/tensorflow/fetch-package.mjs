/** Fetches an npm package, of one version and with one content, without its dependencies and install scripts. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Problem } from './problem.mjs';

const run = promisify(execFile);

/** Unpacks `wanted` { name, version, integrity } into `folder`/node_modules/<name> and returns that path. */
export async function fetchPackage({ name, version, integrity }, folder) {
  const download = await mkdtemp(join(tmpdir(), 'cored-fetch-'));
  try {
    const tarball = await pack(`${name}@${version}`, download);
    const content = await readFile(tarball);
    const found = `sha512-${createHash('sha512').update(content).digest('base64')}`;
    if (found !== integrity) {
      throw new Problem(`What npm's registry gave for ${name}@${version} is not what this program was tested with
(${found} instead of ${integrity}). Nothing was installed. Check which registry npm uses: npm config get registry`);
    }
    const target = join(folder, 'node_modules', name);
    await mkdir(target, { recursive: true });
    await run('tar', ['-xzf', tarball, '-C', target, '--strip-components', '1']);
    return target;
  } finally {
    await rm(download, { recursive: true });
  }
}

async function pack(specifier, download) {
  // Under `npm run` the same npm is used again; --ignore-scripts, because packing may run a package's scripts.
  const script = process.env.npm_execpath;
  const [program, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  const args = ['pack', specifier, '--ignore-scripts', '--pack-destination', download];
  try {
    await run(program, [...first, ...args], { cwd: download });
  } catch (error) {
    const lines = String(error.stderr || error.message)
      .trim()
      .split('\n');
    const reason = lines.find((line) => /npm (error|ERR!)/.test(line)) ?? lines.at(-1);
    throw new Problem(`npm could not fetch ${specifier}: ${reason}
The set-up needs npm's registry once. Check the network, or npm's proxy and registry settings, and try again.`);
  }
  const tarball = (await readdir(download)).find((file) => file.endsWith('.tgz'));
  if (!tarball) throw new Problem(`npm fetched no file for ${specifier}. Try again with a current npm.`);
  return join(download, tarball);
}
