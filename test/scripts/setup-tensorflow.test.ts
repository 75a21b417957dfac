/** scripts/setup-tensorflow.mjs against stand-ins for Python, the compiler and npm: what it tells the person. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = resolve(import.meta.dirname, '../../scripts/setup-tensorflow.mjs');
let folder: string;
const at = (path: string) => join(folder, path);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-setup-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A program of that name on the PATH that runs `text` in the shell. */
async function program(name: string, text: string): Promise<string> {
  const path = at(`bin/${name}`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
}

/** The answer of a Python whose TensorFlow is in `folder`, with headers and libraries. */
async function pythonWithTensorflow(): Promise<string> {
  return program('python3', `echo log line\necho '${await tensorflowThere()}'`);
}

async function tensorflowThere(): Promise<string> {
  for (const file of [
    'tf/include/tensorflow/c/eager/c_api.h',
    'tf/libtensorflow_cc.so.2',
    'tf/libtensorflow_framework.so.2',
  ]) {
    await mkdir(dirname(at(file)), { recursive: true });
    await writeFile(at(file), '');
  }
  return JSON.stringify({
    ...{ python: '/p', missing: false, version: '2.21.0' },
    ...{ headers: at('tf/include'), libraries: at('tf') },
  });
}

const answering = (answer: object) => program('python3', `echo log line\necho '${JSON.stringify(answer)}'`);

function setUp(
  args: string[],
  environment: Record<string, string> = {},
): Promise<{ status: number | null; stderr: string; stdout: string }> {
  const env = {
    PATH: `${at('bin')}${delimiter}/usr/bin${delimiter}/bin`,
    HOME: folder,
    CORED_TENSORFLOW: at('tensorflow'),
    ...environment,
  };
  return new Promise((done) => {
    const child = execFile(process.execPath, [script, ...args], { env }, (_, stdout, stderr) =>
      done({ status: child.exitCode, stderr, stdout }),
    );
  });
}

it('says when there is no compiler, before it asks Python anything', async () => {
  const { status, stderr } = await setUp(['--python', await program('python3', 'exit 3')], { CXX: at('no-compiler') });
  expect(status).toBe(1);
  expect(stderr).toContain(`CXX names "${at('no-compiler')}", which is not there`);
  expect(stderr).toContain('apt-get install g++');
  expect((await setUp([], { PATH: at('bin') })).stderr).toContain('There is no C++ compiler (tried g++, clang++, c++)');
});

it('says when the Python named is not there', async () => {
  await program('g++', 'exit 0');
  const { status, stderr } = await setUp(['--python', at('no/python')]);
  expect([status, stderr.trim()]).toEqual([
    1,
    `There is no file "${at('no/python')}".\nUsage: npm run setup:tensorflow -- [--python PATH] [--cuda]`,
  ]);
  expect((await setUp(['--python', 'no-such-python'])).stderr).toContain('There is no program "no-such-python"');
});

it('takes the active environment when no Python is named', async () => {
  await program('g++', 'exit 0');
  const { stderr } = await setUp([], { VIRTUAL_ENV: at('venv') });
  expect(stderr).toContain(`There is no program "${at('venv/bin/python')}" that can be run.`);
});

it('says when that Python has no TensorFlow, and how to install it there', async () => {
  await program('g++', 'exit 0');
  await answering({ python: '/venv/bin/python', missing: true });
  const { status, stderr } = await setUp([]);
  expect(status).toBe(1);
  expect(stderr).toContain('The Python /venv/bin/python has no TensorFlow.');
  expect(stderr).toContain('/venv/bin/python -m pip install tensorflow');
});

it("gives the last line of a Python's own complaint", async () => {
  await program('g++', 'exit 0');
  await program('python3', 'echo "Traceback" >&2; echo "ImportError: numpy is broken" >&2; exit 1');
  expect((await setUp([])).stderr).toContain(
    '"python3" could not tell about its TensorFlow: ImportError: numpy is broken',
  );
});

it('says when TensorFlow comes without its C library', async () => {
  await program('g++', 'exit 0');
  await pythonWithTensorflow();
  await rm(at('tf/libtensorflow_cc.so.2'));
  expect((await setUp([])).stderr).toContain('TensorFlow 2.21.0 of /p comes without the C library');
});

it('says when npm cannot fetch the sources, and leaves nothing behind', async () => {
  await program('g++', 'exit 0');
  await pythonWithTensorflow();
  await program('npm', 'echo "npm error code ENOTFOUND" >&2; exit 1');
  const { status, stderr } = await setUp([]);
  expect(status).toBe(1);
  expect(stderr).toContain('npm could not fetch @tensorflow/tfjs-node@4.22.0: npm error code ENOTFOUND');
  expect((await readdir(folder)).filter((name) => name.startsWith('tensorflow'))).toEqual([]);
});

it('refuses sources whose content is not the pinned one', async () => {
  await program('g++', 'exit 0');
  await pythonWithTensorflow();
  // npm pack NAME --ignore-scripts --pack-destination FOLDER
  await program('npm', 'echo other > "$5/tensorflow-tfjs-node-4.22.0.tgz"');
  const { status, stderr } = await setUp([]);
  expect(status).toBe(1);
  expect(stderr).toContain('@tensorflow/tfjs-node@4.22.0 is not what this program was tested with');
  expect(stderr).toContain('Nothing was installed.');
});

describe('--cuda', () => {
  const answer = (missing: string[] = []) => `echo '${JSON.stringify({ version: '3.12', missing })}'`;
  /** Alone on the PATH: a machine of the tests may have a driver. */
  const cuda = (args: string[] = []) => setUp(['--cuda', ...args], { PATH: at('bin') });

  beforeEach(async () => {
    await program('g++', 'exit 0');
    await program('nvidia-smi', 'echo "GPU 0: NVIDIA T4"');
  });

  /** A Python that makes environments; the pip of theirs does what `pip` says. */
  async function pythonWithVenv(pip: string): Promise<void> {
    const own = at('tensorflow-python/bin/python');
    await program(
      'made',
      `case "$*" in *--version) exit 0;; *install*) ${pip};; *) echo '${await tensorflowThere()}';; esac`,
    );
    await program(
      'python3',
      `if [ "$2" = venv ]; then /bin/mkdir -p ${dirname(own)}; /bin/cp ${at('bin/made')} ${own}; else ${answer()}; fi`,
    );
  }

  it.skipIf(process.platform !== 'linux')('says when there is no Python', async () => {
    const { status, stderr } = await cuda();
    expect(status).toBe(1);
    expect(stderr).toContain('There is no Python "python3" that can be run. Install Python 3');
    expect(stderr).toContain('npm run setup:tensorflow -- --cuda --python PATH');
  });

  it.skipIf(process.platform !== 'linux')('says when Python has no venv, or none with pip', async () => {
    await program('python3', answer(['ensurepip']));
    expect((await cuda()).stderr).toContain(
      'The Python "python3" (3.12) cannot make environments: it has no module ensurepip.\nInstall it (Debian, Ubuntu: apt-get install python3.12-venv)',
    );
  });

  it.skipIf(process.platform !== 'linux')(
    'says when there is no NVIDIA driver, or one that does not work',
    async () => {
      await program('python3', answer());
      await program('nvidia-smi', 'echo "NVIDIA-SMI has failed." >&2; exit 9');
      expect((await cuda()).stderr).toContain('nvidia-smi says "NVIDIA-SMI has failed."');
      await rm(at('bin/nvidia-smi'));
      expect((await cuda()).stderr).toContain('There is no NVIDIA driver: nvidia-smi is not installed.');
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'says when pip reaches no index, which has no wheel, or a full disk',
    async () => {
      const none = 'ERROR: No matching distribution found for tensorflow[and-cuda]';
      await pythonWithVenv(`echo "WARNING: NewConnectionError" >&2; echo "${none}" >&2; exit 1`);
      expect((await cuda()).stderr).toContain('pip could not reach its package index.');
      await pythonWithVenv(`echo "${none}" >&2; exit 1`);
      expect((await cuda()).stderr).toContain('There is no tensorflow[and-cuda] for Python 3.12 on');
      await pythonWithVenv('echo "OSError: [Errno 28] No space left on device" >&2; exit 1');
      expect((await cuda()).stderr).toContain('The disk is full');
      await pythonWithVenv('echo "ERROR: something else" >&2; exit 1');
      expect((await cuda()).stderr).toContain('pip could not install tensorflow[and-cuda]: ERROR: something else');
    },
  );

  it.skipIf(process.platform !== 'linux')('goes on with the environment that it made, beside the addon', async () => {
    await pythonWithVenv('exit 0');
    await program('npm', 'echo "npm error code ENOTFOUND" >&2; exit 1');
    const { status, stderr, stdout } = await cuda();
    expect(status).toBe(1);
    expect(stdout).toContain('TensorFlow 2.21.0 of /p');
    expect(stderr).toContain('npm could not fetch @tensorflow/tfjs-node@4.22.0');
    expect(await readdir(at('tensorflow-python/bin'))).toEqual(['python']);
  });
});
