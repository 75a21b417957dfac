/** Against what Slurm 22.05.8 printed: test/fixtures/slurm/README.md. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { howItEnded, phaseOf, whyItWaits } from '../../../src/main/executors/job-words';
import { isSilence } from '../../../src/main/executors/slurm-errors';
import { readSacct, readSqueue } from '../../../src/main/executors/slurm-jobs';

const recorded = (name: string) => readFile(join(import.meta.dirname, '../../fixtures/slurm', name), 'utf8');
const linesOf = async (name: string) => (await recorded(name)).trim().split('\n');

it('reads each element of the arrays that squeue lists', async () => {
  const jobs = readSqueue(await recorded('squeue-requeued.txt'));
  expect(jobs).toHaveLength(11);
  expect(jobs.find(({ jobId, index }) => jobId === 8 && index === 5)).toEqual({
    ...{ name: 'cored-rec-a', jobId: 8, index: 5, state: 'PENDING', reason: 'Resources', node: null },
    startsAt: new Date('2026-11-28T14:30:27').toISOString(),
  });
  const of = (name: string) => jobs.filter((job) => job.name === name);
  expect(of('cored-rec-b').map(whyItWaits)).toEqual(Array(3).fill('Its partition is closed.'));
  expect(of('cored-rec-c').every((job) => job.startsAt === null && whyItWaits(job).startsWith('Held'))).toBe(true);
});

it('tells jobs that wait, run and are over', async () => {
  const jobs = readSqueue(await recorded('squeue-ended.txt'));
  const states = new Map(jobs.filter(({ jobId }) => jobId === 8).map((job) => [job.index, job]));
  expect([0, 1, 2, 3, 4, 5].map((index) => states.get(index)?.state)).toEqual([
    ...['COMPLETED', 'FAILED', 'FAILED', 'TIMEOUT', 'CANCELLED', 'TIMEOUT'],
  ]);
  expect(jobs.map(phaseOf).filter((phase) => phase === 'over')).toHaveLength(6);
  expect(phaseOf({ state: 'COMPLETING' })).toBe('runs');
  expect(phaseOf({ state: 'A_STATE_OF_A_LATER_RELEASE' })).toBe('runs');
});

it('reads the same ends out of the accounting, and passes over elements that it lists together', async () => {
  const states = (text: string, read: typeof readSacct) =>
    Object.fromEntries(
      read(text)
        .filter(({ jobId }) => jobId === 8)
        .map(({ index, state, node, name }) => [index, `${state} ${node} ${name}`]),
    );
  const past = await recorded('sacct.txt');
  expect(states(past, readSacct)).toEqual(states(await recorded('squeue-ended.txt'), readSqueue));
  expect(past).toContain('9_[0-2%1]|PENDING');
  expect(readSacct(past).every(({ jobId }) => jobId === 8)).toBe(true);
});

it('tells a controller that cannot be reached from a refusal', async () => {
  for (const line of await linesOf('silence.txt')) expect(isSilence(line), line).toBe(true);
  for (const line of await linesOf('sbatch-refusals.txt')) expect(isSilence(line), line).toBe(false);
});

it('quotes a reason that it has no words for, and names limits of the account', () => {
  expect(whyItWaits({ reason: 'ReqNodeNotAvail, UnavailableNodes:node1' })).toContain('not available now');
  expect(whyItWaits({ reason: 'AssocGrpCPUMinutesLimit' })).toContain('AssocGrpCPUMinutesLimit');
  expect(whyItWaits({ reason: 'SomethingNew' })).toBe('It waits: SomethingNew.');
});

it('finds a lack of memory in the log where the state does not tell, and shows its end', () => {
  const log = 'slurmstepd-node1: error: StepId=3.batch exceeded memory limit (835174400 > 536870912), being killed';
  expect(howItEnded({ state: 'FAILED' }, log)).toBe(
    'The job was ended because it took more memory than it had asked for. ' +
      `Give the executor more memory, or the run a smaller batch; then resume it.\nThe last lines of the job’s log:\n${log}`,
  );
  expect(howItEnded({ state: 'NODE_FAIL' }, '')).toMatch(/^The node failed on which the job ran\. Resume/);
});
