#!/usr/bin/env node
/**
 * Makes the engine `tensorflow` work with the TensorFlow of a Python environment: `npm run setup:tensorflow [-- --python
 * PATH]`, or of one that it makes for NVIDIA GPUs: `-- --cuda`. Builds the addon whose sources @tensorflow/tfjs-node ships. See docs/tensorflow.md.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runsOnNode24 } from './node-24.mjs';
import { buildAddon, findCompiler, tryAddon } from './tensorflow/build-addon.mjs';
import { makeCudaEnvironment } from './tensorflow/cuda-environment.mjs';
import { fetchPackage } from './tensorflow/fetch-package.mjs';
import { choosePython, findTensorflow } from './tensorflow/find-tensorflow.mjs';
import { Problem } from './tensorflow/problem.mjs';

const script = fileURLToPath(import.meta.url);
const root = dirname(dirname(script));
/** No package of ours depends on it, so the lock file does not pin it. */
const nodeHeaders = {
  name: 'node-api-headers',
  version: '1.9.0',
  integrity: 'sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==',
};

if (runsOnNode24(script, process.argv.slice(2))) {
  try {
    await setUp(readArguments());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

async function setUp({ python, cuda }) {
  if (process.platform === 'win32') {
    throw new Problem('The addon can be built on Linux and macOS. On Windows, use WSL 2 or the engine "webgpu".');
  }
  // Checked first, because it is quick and the rest is not.
  const compiler = await findCompiler();
  const { addonFolder, manifestName } = await import('../src/engine/tensorflow/addon-folder.ts');
  const folder = addonFolder();
  const chosen = choosePython(python);
  const tensorflow = await findTensorflow(cuda ? await makeCudaEnvironment(chosen, `${folder}-python`) : chosen);
  console.log(`TensorFlow ${tensorflow.version} of ${tensorflow.python}`);
  const fresh = `${folder}.${process.pid}.new`;
  let usesGpu;
  try {
    usesGpu = await build(fresh, { compiler, tensorflow, manifestName });
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  console.log(`Ready in ${folder}. The engine "tensorflow" is available now: npm run -s cored -- doctor`);
  if (cuda && !usesGpu) {
    throw new Problem(`TensorFlow ${tensorflow.version} is set up, and sees no GPU: it computes on the processor. Its CUDA may need a newer
driver (nvidia-smi shows yours). What it says: ${tensorflow.python} -c "import tensorflow as tf; tf.config.list_physical_devices()"`);
  }
}

/** Whether it sees a GPU. */
async function build(folder, { compiler, tensorflow, manifestName }) {
  await mkdir(folder, { recursive: true });
  const sources = pinned('@tensorflow/tfjs-node');
  console.log(`Fetching ${sources.name} ${sources.version} ...`);
  const sourcesFolder = await fetchPackage(sources, folder);
  await fetchPackage(pinned('google-protobuf'), folder);
  const headersFolder = await fetchPackage(nodeHeaders, folder);
  await writeFacades(folder);
  console.log(`Building with ${compiler} ...`);
  const addon = join(folder, 'tfjs_binding.node');
  await buildAddon({ compiler, sources: sourcesFolder, nodeHeaders: headersFolder, tensorflow, addon });
  const { version, usesGpu } = await tryAddon(addon);
  const manifest = { tensorflow: version, python: tensorflow.python, libraries: tensorflow.libraries, usesGpu };
  await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`It loads: TensorFlow ${version}, ${usesGpu ? 'with a GPU' : 'on the CPU (TensorFlow sees no GPU)'}.`);
  return usesGpu;
}

/**
 * tfjs-node asks for the whole of @tensorflow/tfjs. It needs tfjs-core alone, and has to get the one that the program runs
 * on: with a second one, its kernels and our tensors would not meet.
 */
async function writeFacades(folder) {
  const { coreProperty } = await import('../src/engine/tensorflow/addon-folder.ts');
  for (const name of ['tfjs', 'tfjs-core']) {
    const facade = join(folder, 'node_modules', '@tensorflow', name);
    await mkdir(facade, { recursive: true });
    const text = `module.exports = globalThis[Symbol.for(${JSON.stringify(coreProperty)})];\n`;
    await writeFile(join(facade, 'index.js'), text);
  }
}

/** A package as package-lock.json pins it. */
function pinned(name) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { version, integrity } = packages[`node_modules/${name}`] ?? {};
  if (!version || !integrity) throw new Problem(`package-lock.json does not pin ${name}. Restore it, e.g. from git.`);
  return { name, version, integrity };
}

function readArguments() {
  const usage = 'Usage: npm run setup:tensorflow -- [--python PATH] [--cuda]';
  try {
    const options = { python: { type: 'string' }, cuda: { type: 'boolean', default: false } };
    const { python, cuda } = parseArgs({ options }).values;
    if (python?.includes('/') && !existsSync(python)) throw new Problem(`There is no file "${python}".\n${usage}`);
    return { python, cuda };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${error.message}\n${usage}`);
  }
}
