#!/usr/bin/env node
/**
 * Fetches what `cored prepare` needs: ffmpeg, ffprobe and the networks that find faces, from npm packages of one version
 * each: `npm run setup:prepare`, or `-- --system-ffmpeg` for the networks alone. Works offline afterwards. See docs/prepare.md.
 */
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runsOnNode24 } from './node-24.mjs';
import { faces, programsFor } from './prepare/packages.mjs';
import { copyProgram, tryProgram } from './prepare/programs.mjs';
import { fetchPackage } from './tensorflow/fetch-package.mjs';
import { Problem } from './tensorflow/problem.mjs';

const script = fileURLToPath(import.meta.url);
const usage = 'Usage: npm run setup:prepare -- [--system-ffmpeg]';

if (runsOnNode24(script, process.argv.slice(2))) {
  try {
    await setUp(readArguments());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

async function setUp({ systemFfmpeg }) {
  const places = await import('../src/main/prepare/tools-folder.ts');
  const folder = places.toolsFolder();
  const fresh = `${folder}.${process.pid}.new`;
  const packages = join(fresh, 'packages');
  try {
    await mkdir(packages, { recursive: true });
    const programs = systemFfmpeg ? await trySystem() : await fetchPrograms(fresh, { packages, places });
    await fetchFaces(fresh, { packages, places });
    await rm(packages, { recursive: true });
    const manifest = { programs, faces: { name: faces.name, version: faces.version } };
    await writeFile(join(fresh, places.manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(dirname(folder), { recursive: true });
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  console.log(`Ready in ${folder}. Videos can be prepared now, without a network: npm run -s cored -- prepare --help`);
}

async function fetchPrograms(fresh, { packages, places }) {
  const wanted = programsFor(`${process.platform}-${process.arch}`);
  const programs = {};
  for (const [name, pinned] of Object.entries(wanted)) {
    console.log(`Fetching ${pinned.name} ${pinned.version} (about 25 MB) ...`);
    const program = join(fresh, places.programFile(name));
    await copyProgram(await fetchPackage(pinned, packages), program);
    programs[name] = { name: pinned.name, version: pinned.version, itsOwnVersion: await tryProgram(program) };
  }
  return programs;
}

async function trySystem() {
  for (const name of ['ffmpeg', 'ffprobe']) {
    const program = process.env[`CORED_${name.toUpperCase()}`] || name;
    console.log(`${program}: ${await tryProgram(program)}`);
  }
  return {};
}

async function fetchFaces(fresh, { packages, places }) {
  console.log(`Fetching ${faces.name} ${faces.version} (about 12 MB) ...`);
  const source = await fetchPackage(faces, packages);
  const target = join(fresh, places.facesFolder);
  await mkdir(target, { recursive: true });
  for (const model of Object.values(places.faceModels)) {
    for (const file of Object.values(places.modelFiles(model))) {
      await copyFile(join(source, 'model', file), join(target, file));
    }
  }
  await copyFile(join(source, 'LICENSE'), join(target, 'LICENSE'));
}

function readArguments() {
  try {
    const options = { 'system-ffmpeg': { type: 'boolean', default: false } };
    return { systemFfmpeg: parseArgs({ options }).values['system-ffmpeg'] };
  } catch (error) {
    throw new Problem(`${error.message}\n${usage}`);
  }
}
