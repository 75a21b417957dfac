/** ffmpeg and ffprobe: copied from their packages, and run once to see that they work and can do what is asked of them. */
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Problem } from '../tensorflow/problem.mjs';

const run = promisify(execFile);

/** The program of an unpacked package, at `target`, and its rights: npm's install script for them is not run. */
export async function copyProgram(packageFolder, target) {
  await mkdir(dirname(target), { recursive: true });
  await copyFile(join(packageFolder, basename(target)), target);
  await chmod(target, 0o755);
}

/** What it says of its version. Throws Problem where it does not run, or where ffmpeg has no H.264. */
export async function tryProgram(program) {
  const { stdout } = await answer(program, ['-version']);
  const version = /version (\S+)/.exec(stdout)?.[1] ?? 'of an unknown version';
  if (/ffmpeg/i.test(basename(program))) {
    const encoders = await answer(program, ['-hide_banner', '-encoders']);
    if (!/\blibx264\b/.test(encoders.stdout)) {
      console.log(`${program} (${version}) has no libx264: variants by H.264 quality cannot be made with it.`);
    }
  }
  return version;
}

async function answer(program, args) {
  try {
    return await run(program, args, { maxBuffer: 16 * 1024 ** 2 });
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'EACCES') {
      throw new Problem(`There is no program "${program}" that can be run. Install ffmpeg, which brings ffprobe along:
    Debian, Ubuntu: apt-get install ffmpeg        Fedora: dnf install ffmpeg-free        macOS: brew install ffmpeg
or take those of the npm packages: npm run setup:prepare`);
    }
    throw new Problem(
      `"${program}" does not work: ${String(error.stderr || error.message)
        .trim()
        .split('\n')
        .at(-1)}`,
    );
  }
}
