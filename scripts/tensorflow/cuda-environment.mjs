/** Makes a Python environment of the program's own with TensorFlow and the CUDA libraries it was built for (NVIDIA, Linux). */
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Problem } from './problem.mjs';

const run = promisify(execFile);
const wheel = 'tensorflow[and-cuda]';
const again = 'npm run setup:tensorflow -- --cuda';

const question = `
import importlib.util, json, sys
print(json.dumps({'version': '%d.%d' % sys.version_info[:2],
                  'missing': [name for name in ('venv', 'ensurepip') if importlib.util.find_spec(name) is None]}))
`;

/** The path of the Python in `folder`, which has TensorFlow then; whatever is there already is used again. */
export async function makeCudaEnvironment(python, folder) {
  if (process.platform !== 'linux') {
    throw new Problem(`TensorFlow's wheels with CUDA are for Linux. On ${process.platform}, use the engine "webgpu".`);
  }
  const version = await askPython(python);
  await checkDriver();
  console.log(`Making a Python environment in ${folder} ...`);
  await makeEnvironment(python, folder);
  const own = join(folder, 'bin', 'python');
  console.log(`Installing ${wheel} there: about 3 GB the first time ...`);
  const { status, errors } = await pipInstall(own);
  if (status !== 0) throw new Problem(whyNotInstalled(errors, { own, version }));
  return own;
}

/** The version of a Python that can make environments. */
async function askPython(python) {
  const { version, missing } = await run(python, ['-c', question]).then(
    ({ stdout }) => JSON.parse(stdout.trim().split('\n').at(-1)),
    (error) => {
      if (error.code === 'ENOENT' || error.code === 'EACCES') {
        throw new Problem(`There is no Python "${python}" that can be run. Install Python 3
    Debian, Ubuntu: apt-get install python3 python3-venv        Fedora: dnf install python3
or name one: ${again} --python PATH`);
      }
      throw new Problem(`The Python "${python}" does not work: ${lastLine(error)}`);
    },
  );
  if (missing.length === 0) return version;
  throw new Problem(`The Python "${python}" (${version}) cannot make environments: it has no module ${missing.join(', no module ')}.
Install it (Debian, Ubuntu: apt-get install python${version}-venv), or name another Python: ${again} --python PATH`);
}

async function checkDriver() {
  try {
    await run('nvidia-smi', ['--list-gpus']);
  } catch (error) {
    if (error.code === 'ENOENT') {
      throw new Problem(`There is no NVIDIA driver: nvidia-smi is not installed. CUDA needs an NVIDIA GPU and its driver.
Without them, set TensorFlow up for the processor (docs/tensorflow.md), or use the engine "webgpu" on another GPU.`);
    }
    throw new Problem(
      `The NVIDIA driver does not work: nvidia-smi says "${lastLine(error)}". Repair it, then: ${again}`,
    );
  }
}

async function makeEnvironment(python, folder) {
  try {
    await run(python, ['-m', 'venv', folder]);
    await run(join(folder, 'bin', 'python'), ['-m', 'pip', '--version']);
  } catch (error) {
    const reason = lastLine(error);
    throw new Problem(`"${python}" could not make an environment with pip in "${folder}": ${reason}
Remove that folder and try again, or name another Python: ${again} --python PATH`);
  }
}

/** What pip writes is shown as it comes, because it takes minutes. */
function pipInstall(python) {
  const args = ['-m', 'pip', 'install', '--upgrade', '--disable-pip-version-check', wheel];
  return new Promise((resolve, reject) => {
    const child = spawn(python, args, { stdio: ['ignore', 'inherit', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
      process.stderr.write(text);
    });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, errors }));
  });
}

/** Without a network, pip says at the end that there is no such package: so that is looked for last. */
function whyNotInstalled(errors, { own, version }) {
  const retry = `Then run it again: ${again}`;
  if (
    /NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|Network is unreachable/.test(
      errors,
    )
  ) {
    return `pip could not reach its package index. Check the network, or pip's proxy and index settings. ${retry}`;
  }
  if (/No space left on device/.test(errors)) return `The disk is full: ${wheel} takes about 6 GB. ${retry}`;
  if (/No matching distribution found/.test(errors)) {
    return `There is no ${wheel} for Python ${version} on ${process.arch}. Name another Python: ${again} --python PATH`;
  }
  const reason = errors.trim().split('\n').at(-1) || 'it did not say why';
  return `pip could not install ${wheel}: ${reason}\nTo see all of it: ${own} -m pip install "${wheel}"`;
}

function lastLine(error) {
  return String(error.stderr || error.stdout || error.message)
    .trim()
    .split('\n')
    .at(-1);
}
