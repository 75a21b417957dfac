/** scripts/setup-prepare.mjs against stand-ins for npm and ffmpeg: what it tells the person, and that nothing half-made stays. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const script = resolve(import.meta.dirname, '../../scripts/setup-prepare.mjs');
let folder: string;
const at = (path: string) => join(folder, path);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-setup-prepare-'));
  await mkdir(at('bin'));
});
afterEach(() => rm(folder, { recursive: true }));

async function program(name: string, text: string): Promise<void> {
  await writeFile(at(`bin/${name}`), `#!/bin/sh\n${text}\n`);
  await chmod(at(`bin/${name}`), 0o755);
}

function setUp(args: string[]): Promise<{ status: number | null; stderr: string; stdout: string }> {
  const env = {
    PATH: `${at('bin')}${delimiter}/usr/bin${delimiter}/bin`,
    HOME: folder,
    CORED_PREPARE: at('set-up/prepare'),
    // A real one of the system must not be found in place of the stand-in.
    ...{ CORED_FFMPEG: at('bin/ffmpeg'), CORED_FFPROBE: at('bin/ffprobe') },
  };
  return new Promise((done) => {
    const child = execFile(process.execPath, [script, ...args], { env }, (_, stdout, stderr) =>
      done({ status: child.exitCode, stderr, stdout }),
    );
  });
}

/** Neither what was fetched nor what it was fetched into. */
const left = () => readdir(at('set-up')).catch(() => []);

it('says when npm cannot fetch a package', async () => {
  await program('npm', 'echo "npm error code ENOTFOUND" >&2; exit 1');
  const { status, stderr } = await setUp([]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/npm could not fetch @ffmpeg-installer\/\S+@4\.1\.\d: npm error code ENOTFOUND/);
  expect(stderr).toContain("The set-up needs npm's registry once.");
  expect(await left()).toEqual([]);
});

it('refuses a package whose content is not the pinned one', async () => {
  // npm pack NAME --ignore-scripts --pack-destination FOLDER
  await program('npm', 'echo other > "$5/package.tgz"');
  const { status, stderr } = await setUp([]);
  expect(status).toBe(1);
  expect(stderr).toContain('is not what this program was tested with');
  expect(await left()).toEqual([]);
});

it("says when the system's ffmpeg is not there, and what else can be done", async () => {
  const { status, stderr } = await setUp(['--system-ffmpeg']);
  expect(status).toBe(1);
  expect(stderr).toContain(`There is no program "${at('bin/ffmpeg')}" that can be run.`);
  expect(stderr).toContain('npm run setup:prepare');
});

it("tells of the system's ffmpeg that it lacks H.264, before it fetches anything", async () => {
  await program('ffmpeg', 'echo "ffmpeg version 7.1-free"');
  await program('ffprobe', 'echo "ffprobe version 7.1-free"');
  await program('npm', 'exit 1');
  const { stdout } = await setUp(['--system-ffmpeg']);
  expect(stdout).toContain('has no libx264: variants by H.264 quality cannot be made with it');
});

it('says what options it has', async () => {
  const { status, stderr } = await setUp(['--sytem-ffmpeg']);
  expect(status).toBe(1);
  expect(stderr).toContain('Usage: npm run setup:prepare -- [--system-ffmpeg]');
});
