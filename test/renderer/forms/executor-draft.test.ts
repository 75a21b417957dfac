import { expect, it } from 'vitest';
import { executorDraft, readExecutorDraft } from '../../../src/renderer/forms/executor-draft';
import { SlurmExecutor } from '../../../src/shared/executor';

it('gives back the executor that it was filled with', () => {
  const executor = SlurmExecutor.parse({
    ...{ kind: 'slurm', id: 'gpu', partition: 'gpu', gpus: 'a100:2', cpus: 8, secondsBeforeLimit: 0 },
    ...{ modules: ['cuda/12.4', 'node'], environment: { A: '1', B: 'x=y z' }, startUp: 'ulimit -n 4096' },
  });
  expect(readExecutorDraft(executorDraft(executor), executor)).toEqual({ executor });
  expect(readExecutorDraft({ ...executorDraft(executor), environment: 'A=2 B=x=y' }, executor)).toMatchObject({
    executor: { environment: { A: '2', B: 'x=y' } },
  });
});

it('names the field that cannot be read', () => {
  const draft = { ...executorDraft(null), id: 'gpu', cpus: 'four' };
  expect(readExecutorDraft(draft, null)).toEqual({ problem: expect.stringMatching(/^Cores: /) });
});
