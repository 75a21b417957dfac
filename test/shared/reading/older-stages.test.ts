import { describe, expect, it } from 'vitest';
import { RunEvent } from '../../../src/shared/event';
import {
  olderEvaluationFile,
  olderEvaluationResult,
  olderEvent,
  olderRunFile,
  olderStage,
} from '../../../src/shared/reading/older-stages';

describe('olderEvent', () => {
  it('calls a step a stage', () => {
    const body = { type: 'step/started', step: 2, task: 'step', epochs: 3, batchesPerEpoch: 4 };
    expect(RunEvent.parse(olderEvent({ sequence: 1, time: 'now', body })).body).toEqual({
      ...{ type: 'stage/started', stage: 2, task: 'step', epochs: 3, batchesPerEpoch: 4 },
    });
  });

  it('leaves names that a person chose', () => {
    const ended = { type: 'epoch/ended', step: 1, epoch: 1, aucs: { step: 0.5 } };
    expect(olderEvent({ body: ended })).toEqual({
      body: { type: 'epoch/ended', stage: 1, epoch: 1, aucs: { step: 0.5 } },
    });
  });

  it('reaches the results of an evaluated stage', () => {
    const body = { type: 'step/evaluated', step: 0, results: [{ step: 0, task: 'A' }] };
    expect(olderEvent({ body })).toEqual({
      body: { type: 'stage/evaluated', stage: 0, results: [{ stage: 0, task: 'A' }] },
    });
  });

  it.each([null, 'text', 7, [], { body: null }, { body: { type: 3 } }])(
    'hands %j on for the schema to refuse',
    (value) => {
      expect(olderEvent(value)).toEqual(value);
    },
  );

  it('leaves lines of today as they are', () => {
    const line = { sequence: 1, time: 'now', body: { type: 'stage/evaluated', stage: 1, results: [{ stage: 1 }] } };
    expect(olderEvent(line)).toEqual(line);
  });
});

describe('olderRunFile', () => {
  it('renames the first stage and where CutMix is used, in format 1 alone', () => {
    const recipe = { method: 'ft', parameters: { cutmixSteps: 'all', storeFlip: true, epochs: 2 } };
    expect(olderRunFile({ format: 1, startStep: 2, recipe })).toEqual({
      ...{
        format: 2,
        startStage: 2,
        recipe: { method: 'ft', parameters: { cutmixStages: 'all', memoryFlip: true, epochs: 2 } },
      },
    });
    expect(olderRunFile({ format: 2, startStep: 2, recipe })).toEqual({ format: 2, startStep: 2, recipe });
  });

  it.each([null, { format: 1 }, { format: 1, recipe: 3 }, { format: 1, recipe: { parameters: null } }])(
    'does not fail for %j',
    (value) => {
      expect(() => olderRunFile(value)).not.toThrow();
    },
  );
});

it('renames the stage of evaluated weights and of their result', () => {
  expect(olderEvaluationFile({ request: { name: 'a', weights: { kind: 'run', step: 2 } } })).toEqual({
    request: { name: 'a', weights: { kind: 'run', stage: 2 } },
  });
  expect(olderEvaluationResult({ metrics: { step: 0, auc: 1 }, roc: [] })).toEqual({
    ...{ metrics: { stage: 0, auc: 1 }, roc: [] },
  });
  expect(olderStage({ step: 3, epoch: 1 })).toEqual({ stage: 3, epoch: 1 });
});
