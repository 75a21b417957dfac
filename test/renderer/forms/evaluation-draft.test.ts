/** The evaluation form's draft and the request that it makes. */
import { describe, expect, it } from 'vitest';
import { checkEvaluation, keyOfWeights, splitsOf, startEvaluation } from '../../../src/renderer/forms/evaluation-draft';
import { EvaluationRequest } from '../../../src/shared/evaluation';
import { brokenTask, sampleDataset, sampleSummary, sampleTask, sampleWeights } from '../fixtures/sample-data';

const weights = sampleWeights(sampleSummary());
const known = { weights, datasets: [sampleDataset()] };
const [entry] = weights;
if (!entry) throw new Error('weights are expected');
const weightsKey = keyOfWeights(entry);

describe('checkEvaluation', () => {
  it('makes a request that the contract accepts', () => {
    const draft = { ...startEvaluation(), weightsKey, datasetId: 'dataset-1', task: 'splice', split: 'test' as const };
    const { request, problems } = checkEvaluation(draft, known);
    expect(problems).toEqual({});
    expect(EvaluationRequest.parse(request)).toEqual(request);
    expect(request).toMatchObject({
      weights: { kind: 'run', runId: 'demo-cored-1', stage: 1, which: 'best' },
      target: { kind: 'task', datasetId: 'dataset-1', task: 'splice', split: 'test' },
    });
  });

  it('takes a file and a folder by their paths', () => {
    const draft = {
      ...startEvaluation(),
      weightsFrom: 'file' as const,
      weightsPath: ' /w/best.pth ',
      targetFrom: 'folder' as const,
      folder: '/data/testset',
    };
    expect(checkEvaluation(draft, known).request).toMatchObject({
      weights: { kind: 'file', path: '/w/best.pth' },
      target: { kind: 'folder', path: '/data/testset' },
    });
  });

  it('sends an image size where one is given, and refuses what is none', () => {
    const draft = { ...startEvaluation(), weightsKey, targetFrom: 'folder' as const, folder: '/data/testset' };
    expect(checkEvaluation(draft, known).request).not.toHaveProperty('imageSize');
    expect(checkEvaluation({ ...draft, imageSize: '128' }, known).request?.imageSize).toBe(128);
    expect(Object.keys(checkEvaluation({ ...draft, imageSize: '12.5' }, known).problems)).toEqual(['imageSize']);
  });

  it('says what is missing, also a split that the task does not have', () => {
    expect(Object.keys(checkEvaluation(startEvaluation(), known).problems)).toEqual(['weights', 'target']);
    const draft = {
      ...startEvaluation(),
      weightsKey,
      datasetId: 'dataset-1',
      task: 'no-fakes',
      split: 'test' as const,
    };
    expect(checkEvaluation(draft, known).problems).toEqual({ target: 'Choose a task and its split.' });
  });
});

describe('splitsOf', () => {
  it('offers test first, and no split without images', () => {
    expect(splitsOf(sampleTask('splice'))).toEqual(['test', 'val', 'train']);
    expect(splitsOf(brokenTask())).toEqual(['val', 'train']);
  });
});
