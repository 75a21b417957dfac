import { expect, it } from 'vitest';
import { GatedOutput, type GateOptions } from '../../../scripts/bench/gated-output';
import type { Checkpoint } from '../../../src/core/training/training';
import type { RunEventBody } from '../../../src/shared/event';

const started: RunEventBody = { type: 'stage/started', stage: 2, task: 'second', epochs: 2, batchesPerEpoch: 2 };
const epochEnded: RunEventBody = {
  type: 'epoch/ended',
  stage: 2,
  epoch: 1,
  losses: { total: 1, crossEntropy: 1 },
  aucs: {},
  selectionScore: null,
  isBest: true,
  elapsedSeconds: 1,
  secondsLeft: 1,
};

/** A training of two epochs of two batches and one evaluation: batches take 1, 2, 3 and 4 seconds, evaluations 100. */
function training(timed: GateOptions['timed']) {
  let clock = 0;
  const output = new GatedOutput({ timed, buildsStore: false, now: () => clock });
  const log: string[] = [];
  const work = async (name: string, seconds: number) => {
    if ((await output.control()) === 'stop') throw new Error('stopped');
    log.push(name);
    clock += seconds;
  };
  const run = async () => {
    await output.emit(started);
    for (const epoch of [0, 1]) {
      await work(`batch ${epoch * 2 + 1}`, epoch * 2 + 1);
      await work(`batch ${epoch * 2 + 2}`, epoch * 2 + 2);
      await work('evaluation', 100);
      await output.emit(epochEnded);
    }
    await output.control();
  };
  const ended = run().then(
    () => 'ended',
    (error: Error) => error.message,
  );
  return { output, log, ended };
}

it('hands checkpoints on and counts the epochs that they end', async () => {
  const saved: Checkpoint[] = [];
  const save = async (checkpoint: Checkpoint) => void saved.push(checkpoint);
  const output = new GatedOutput({ timed: 'training', buildsStore: false, now: () => 0, save });
  const times = { bestEpoch: 1, bestScore: 1, elapsedSeconds: 1 };
  const checkpoint = {
    stage: 2,
    epoch: 3,
    ...times,
    student: [],
    momentum: [],
    secondMoments: null,
    teacher: null,
    best: null,
    method: null,
  };
  await output.saveCheckpoint(checkpoint);
  expect(saved).toEqual([checkpoint]);
  expect(output.epochs).toBe(3);
});

it('times training batches alone, across the end of an epoch', async () => {
  const { output, log } = training('training');
  expect(await output.steps(1)).toEqual([1]);
  expect(await output.steps(2)).toEqual([2, 3]);
  expect(log).toEqual(['batch 1', 'batch 2', 'evaluation', 'batch 3']);
});

it('times evaluation batches alone where it is asked to', async () => {
  const { output } = training('evaluation');
  expect(await output.steps(2)).toEqual([100, 100]);
});

it('lets nothing run between two requests, and stops when it ends', async () => {
  const { output, log, ended } = training('training');
  await output.steps(1);
  await new Promise((later) => setTimeout(later, 5));
  expect(log).toEqual(['batch 1']);
  output.end();
  expect(await ended).toBe('stopped');
});

it('lets the building of a store run untimed before the first batch', async () => {
  let clock = 0;
  const output = new GatedOutput({ timed: 'training', buildsStore: true, now: () => clock });
  await output.emit(started);
  expect(await output.control()).toBe('go');
  clock += 50;
  await output.emit({
    type: 'method/reported',
    stage: 2,
    report: { id: 'feature-store', title: '', hint: '', columns: [], rows: [] },
  });
  const seconds = output.steps(1);
  await output.control();
  clock += 7;
  const next = output.control();
  expect(await seconds).toEqual([7]);
  output.end();
  expect(await next).toBe('stop');
});
