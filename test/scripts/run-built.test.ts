/** scripts/run-built.mjs in a program of three files with a builder of its own. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let root: string;
const at = (path: string) => join(root, path);

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), text);
}

/** Says on stdout that it builds, and counts how often it did. */
const builder = `
  import { appendFileSync, mkdirSync, writeFileSync, readFileSync } from 'node:fs';
  console.log('builder output');
  appendFileSync('builds.txt', 'x');
  if (readFileSync('src/main.ts', 'utf8').includes('broken')) process.exit(1);
  for (const folder of ['out/main', 'out/preload', 'out/renderer']) mkdirSync(folder, { recursive: true });
  for (const file of ['out/main/electron.js', 'out/preload/bridge.cjs', 'out/renderer/index.html']) writeFileSync(file, '');
  writeFileSync('out/main/cli.js', "console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 2;");
`;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cored-run-built-'));
  await write('package.json', '{"type":"module"}');
  await write('src/main.ts', '');
  await write('node_modules/electron-vite/bin/electron-vite.js', builder);
  await write('node_modules/electron-vite/package.json', '{"type":"module"}');
  await mkdir(at('scripts'));
  for (const name of ['run-built.mjs', 'node-24.mjs']) {
    await copyFile(join(import.meta.dirname, '../../scripts', name), at(`scripts/${name}`));
  }
});
afterEach(() => rm(root, { recursive: true }));

function run(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [at('scripts/run-built.mjs'), ...args], (_, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

const builds = async () => (await readFile(at('builds.txt'), 'utf8')).length;

it('builds on stderr, then hands arguments and exit status through', async () => {
  const { status, stdout, stderr } = await run('runs', '--json', 'a b');
  expect(stdout).toBe('["runs","--json","a b"]\n');
  expect(stderr).toContain('builder output');
  expect(status).toBe(2);
});

it('builds again only after a change', async () => {
  await run();
  await run();
  expect(await builds()).toBe(1);
  const later = new Date(Date.now() + 5_000);
  await utimes(at('src/main.ts'), later, later);
  await run();
  expect(await builds()).toBe(2);
});

it('builds again when an output is missing or a source was removed', async () => {
  await write('src/other.ts', '');
  await run();
  await rm(at('out/renderer/index.html'));
  await run();
  expect(await builds()).toBe(2);
  await rm(at('src/other.ts'));
  const later = new Date(Date.now() + 5_000);
  await utimes(at('src'), later, later); // what the removal does, beyond the clock's resolution
  await run();
  expect(await builds()).toBe(3);
});

it('runs nothing when the build fails, and tries again the next time', async () => {
  await write('src/main.ts', 'broken');
  for (const time of [1, 2]) {
    const { status, stdout, stderr } = await run();
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('The build failed');
    expect(await builds()).toBe(time);
  }
});

it('builds once for two that start at the same time', async () => {
  const both = await Promise.all([run('a'), run('b')]);
  expect(both.map(({ stdout }) => stdout)).toEqual(['["a"]\n', '["b"]\n']);
  expect(await builds()).toBe(1);
});

it('is not held up by a build that was killed', async () => {
  await write('node_modules/.cored-build.lock', '999999999');
  expect((await run()).status).toBe(2);
});

it('says when the packages are not installed', async () => {
  await rm(at('node_modules'), { recursive: true });
  const { status, stderr } = await run();
  expect(status).toBe(1);
  expect(stderr).toContain('npm ci');
});
