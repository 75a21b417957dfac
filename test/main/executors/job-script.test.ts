import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { jobScript } from '../../../src/main/executors/job-script';
import { SlurmExecutor } from '../../../src/shared/executor';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

const run = promisify(execFile);
const executor = (fields: object = {}) => SlurmExecutor.parse({ kind: 'slurm', id: 'gpu', ...fields });
const job = {
  name: 'cored-a-1',
  folder: '/shared/s',
  runFolders: ['/shared/runs/a', '/shared/runs/b'],
  worker: ['node'],
};

it('asks for what the executor says, and for nothing else', () => {
  const full = executor({
    ...{ partition: 'gpu', account: 'lab', qos: 'long', timeLimit: '12:00:00', gpus: 'a100:1', memory: '16G', cpus: 4 },
    ...{ constraint: 'avx512', atOnce: 2, modules: ['cuda/12.4'], environment: { A: "it's" }, startUp: 'source x' },
  });
  const text = jobScript(full, job);
  const asked = text.split('\n').filter((line) => line.startsWith('#SBATCH'));
  expect(asked.map((line) => line.slice('#SBATCH '.length))).toEqual([
    ...['--job-name=cored-a-1', '--array=0-1%2', '--partition=gpu', '--account=lab', '--qos=long', '--time=12:00:00'],
    ...['--gres=gpu:a100:1', '--mem=16G', '--nodes=1', '--ntasks=1', '--cpus-per-task=4', '--constraint=avx512'],
    ...[
      '--nice=100',
      '--requeue',
      '--signal=B:USR1@120',
      '--open-mode=append',
      '--chdir=/shared/s',
      '--output=/shared/s/%a.log',
    ],
  ]);
  expect(text).toContain("module load cuda/12.4 || exit 1\nexport A='it'\\''s'\nsource x\n");
  expect(jobScript(executor({ secondsBeforeLimit: 0 }), job)).not.toMatch(/--signal|--partition|--time|%\d/);
});

it('starts the worker on the folder of its index, and queues the job again only when the worker has made room', async () => {
  const folder = await temporaryFolder('job script');
  const bin = join(folder, 'bin');
  await mkdir(bin);
  // Says which folder it got; told that the limit is near, it ends as a worker does.
  await writeFile(
    join(folder, 'worker'),
    `#!/bin/bash\necho "$1"\ntrap 'exit 75' USR2\nkill -USR1 $PPID\n/bin/sleep 5 >/dev/null 2>&1 & wait $!\n`,
  );
  await writeFile(join(folder, 'quick'), '#!/bin/bash\nexit 3\n');
  await writeFile(join(bin, 'scontrol'), '#!/bin/bash\necho "scontrol $*"\n');
  await writeFile(join(bin, 'sleep'), '#!/bin/bash\nexec /bin/sleep 0.2\n');
  for (const name of ['worker', 'quick', 'bin/scontrol', 'bin/sleep']) await chmod(join(folder, name), 0o755);
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, SLURM_ARRAY_TASK_ID: '1', SLURM_JOB_ID: '18' };
  const outcome = async (worker: string) => {
    const runFolders = ["/a/one's", '/a/two folders'];
    const path = join(folder, 'job.sh');
    await writeFile(path, jobScript(executor(), { ...job, runFolders, worker: [join(folder, worker)] }));
    return run('bash', [path], { env }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
    );
  };
  expect(await outcome('worker')).toEqual({ code: 75, stdout: '/a/two folders\nscontrol requeue 18\n' });
  expect(await outcome('quick')).toEqual({ code: 3, stdout: '' });
  expect(await readFile(join(folder, 'job.sh'), 'utf8')).toContain('export CORED_JOB="$SLURM_JOB_ID"');
  await rm(folder, { recursive: true });
});
