/** Finds a Python environment's TensorFlow: its version, C headers and libraries. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Problem } from './problem.mjs';

const run = promisify(execFile);
const minutes = 60_000;

const question = `
import json, sys
try:
    import tensorflow as tf
except ModuleNotFoundError as error:
    if error.name != 'tensorflow':
        raise
    print(json.dumps({'python': sys.executable, 'missing': True}))
else:
    print(json.dumps({'python': sys.executable, 'missing': False, 'version': tf.__version__,
                      'headers': tf.sysconfig.get_include(), 'libraries': tf.sysconfig.get_lib()}))
`;

/** { python, version, headers, libraries: [paths] } of the TensorFlow that `python` imports. */
export async function findTensorflow(python) {
  const found = await ask(python);
  if (found.missing) {
    throw new Problem(`The Python ${found.python} has no TensorFlow. Install one with
    ${found.python} -m pip install tensorflow          ("tensorflow[and-cuda]" for NVIDIA GPUs on Linux)
or name another Python: npm run setup:tensorflow -- --python PATH`);
  }
  const { version, headers } = found;
  const header = join(headers, 'tensorflow', 'c', 'eager', 'c_api.h');
  const libraries = ['libtensorflow_cc', 'libtensorflow_framework'].map((name) => libraryIn(found.libraries, name));
  if (!existsSync(header) || libraries.includes(undefined)) {
    throw new Problem(`TensorFlow ${version} of ${found.python} comes without the C library or its headers
(looked for ${header} and libtensorflow_cc in ${found.libraries}).
Install a current TensorFlow from PyPI there: ${found.python} -m pip install --upgrade tensorflow`);
  }
  return { python: found.python, version, headers, libraries };
}

/** --python, else the active environment's, else the first on the PATH. */
export function choosePython(named, environment = process.env) {
  if (named !== undefined) return named;
  for (const folder of [environment.VIRTUAL_ENV, environment.CONDA_PREFIX]) {
    if (folder) return join(folder, 'bin', 'python');
  }
  return 'python3';
}

async function ask(python) {
  // Its log lines would stand in the way of an error's last line.
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  try {
    const { stdout } = await run(python, ['-c', question], { env, timeout: 5 * minutes });
    return JSON.parse(stdout.trim().split('\n').at(-1));
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'EACCES') {
      throw new Problem(`There is no program "${python}" that can be run.
Name the Python that has TensorFlow: npm run setup:tensorflow -- --python PATH`);
    }
    const reason = String(error.stderr || error.message)
      .trim()
      .split('\n')
      .at(-1);
    throw new Problem(`"${python}" could not tell about its TensorFlow: ${reason}
Check with: ${python} -c "import tensorflow; print(tensorflow.__version__)"`);
  }
}

/** libtensorflow_cc.so.2 on Linux, libtensorflow_cc.2.dylib on macOS. */
function libraryIn(folder, name) {
  if (!existsSync(folder)) return undefined;
  const file = readdirSync(folder).find((entry) => entry.startsWith(`${name}.`) && /\.(so|dylib)/.test(entry));
  return file && join(folder, file);
}
