/** Compiles tfjs-node's addon, and our functions of it, against a TensorFlow, and loads it once to see that it works. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Problem } from './problem.mjs';

const run = promisify(execFile);
const compilers = ['g++', 'clang++', 'c++'];

/** CXX, else the first known compiler that answers. */
export async function findCompiler(environment = process.env) {
  const candidates = environment.CXX ? [environment.CXX] : compilers;
  for (const candidate of candidates) {
    try {
      await run(candidate, ['--version'], { env: environment });
      return candidate;
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'EACCES') throw notWorking(candidate, error);
    }
  }
  const tried = environment.CXX
    ? `CXX names "${environment.CXX}", which is not there`
    : `tried ${compilers.join(', ')}`;
  throw new Problem(`There is no C++ compiler (${tried}). Install one:
    Debian, Ubuntu: apt-get install g++        Fedora: dnf install gcc-c++        macOS: xcode-select --install
or name one: CXX=/path/to/g++ npm run setup:tensorflow`);
}

/** Writes `addon`; `sources` is the package tfjs-node, `nodeHeaders` the package node-api-headers. */
export async function buildAddon({ compiler, sources, nodeHeaders, tensorflow, addon }) {
  const libraryFolder = dirname(tensorflow.libraries[0]);
  const args = [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...[`-I${join(nodeHeaders, 'include')}`, `-I${tensorflow.headers}`],
    // It includes tfjs-node's sources.
    ...[`-I${join(sources, 'binding')}`, fileURLToPath(new URL('recorded-functions.cc', import.meta.url))],
    ...tensorflow.libraries,
    // So that it loads without LD_LIBRARY_PATH.
    `-Wl,-rpath,${libraryFolder}`,
    // Node has the N-API functions; macOS's linker wants to be told that they come later.
    ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []),
    ...['-o', addon],
  ];
  try {
    await run(compiler, args);
  } catch (error) {
    const lines = String(error.stderr || error.message)
      .trim()
      .split('\n');
    const reason = lines.find((line) => /error/i.test(line)) ?? lines.at(-1);
    throw new Problem(`${compiler} could not build the addon against TensorFlow ${tensorflow.version}:
    ${reason}
It needs a compiler with C++17. The TensorFlow it was tried with is named in docs/tensorflow.md.`);
  }
}

/** { version, usesGpu } as the addon itself says, in a process of its own. */
export async function tryAddon(addon) {
  const script = `const { TF_Version, isUsingGpuDevice } = require(${JSON.stringify(addon)});
    console.log(JSON.stringify({ version: TF_Version, usesGpu: isUsingGpuDevice() }));`;
  try {
    const { stdout } = await run(process.execPath, ['-e', script]);
    return JSON.parse(stdout.trim().split('\n').at(-1));
  } catch (error) {
    const lines = String(error.stderr || error.message)
      .trim()
      .split('\n');
    const reason = lines.find((line) => /^Error: /.test(line)) ?? lines.at(-1);
    throw new Problem(`The addon was built, but does not load: ${reason}`);
  }
}

function notWorking(compiler, error) {
  return new Problem(`The compiler "${compiler}" does not work: ${String(error.stderr || error.message).trim()}`);
}
