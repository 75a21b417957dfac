/** A request in the form and out of it again, in what it differs from its original, and several values and orders. */
import { describe, expect, it } from 'vitest';
import { draftDifferences, takeBack } from '../../../src/renderer/forms/draft-differences';
import { draftOfRequest } from '../../../src/renderer/forms/draft-of-request';
import { checkDraft, startDraft, type ExperimentDraft } from '../../../src/renderer/forms/experiment-draft';
import { spellOut } from '../../../src/renderer/forms/spell-out';
import { sampleOptions } from '../fixtures/sample-data';

const options = sampleOptions();
const filled = (changes: Partial<ExperimentDraft> = {}): ExperimentDraft => ({
  ...startDraft(options),
  ...{ name: 'order 1', datasetId: 'dataset-1', chain: ['A', 'B', 'C'], seeds: '1-3' },
  ...changes,
});
const swept = () =>
  filled({
    shared: { epochs: '7' },
    byMethod: { cored: { alpha: '0.2' } },
    sweep: [{ key: 'learningRate', values: 'log:3:0.001..0.1' }],
    orders: { kind: 'rotations', count: '3', seed: '1', chosen: '' },
    ...{ engine: 'wasm', devices: [0], initialWeights: '/w/best.pth', initialPart: 'model_ema' },
  });

describe('draftOfRequest', () => {
  it('makes the same request again, with every value', () => {
    const { request } = checkDraft(swept(), options);
    if (request === null) throw new Error('a request is expected');
    const draft = draftOfRequest(request, options);
    expect(checkDraft(draft, options).request).toEqual(request);
    expect(draft).toMatchObject({ shared: { epochs: '7' }, byMethod: { cored: { alpha: '0.2' }, ft: {} } });
    expect(draft.orders.kind).toBe('rotations');
    expect(draft.seeds).toBe('1-3');
  });

  it('keeps a value of the training that one method alone has', () => {
    const { request } = checkDraft(filled(), options);
    if (request === null) throw new Error('a request is expected');
    const own = { ...request, methodParameters: { ...request.methodParameters, cored: { learningRate: 0.01 } } };
    const again = checkDraft(draftOfRequest(own, options), options).request;
    expect(again?.methodParameters['cored']).toMatchObject({ learningRate: 0.01 });
    expect(again?.methodParameters['ft']).not.toHaveProperty('learningRate');
  });
});

describe('draftDifferences', () => {
  const places = (draft: ExperimentDraft, original = swept()) =>
    draftDifferences(draft, original, options).map(({ place, was, is }) => [place, was, is]);

  it('finds none in the original', () => {
    expect(places(swept())).toEqual([]);
  });

  it('names each place with what it was and is, and takes each back by itself', () => {
    const original = swept();
    const changed = {
      ...swept(),
      chain: ['B', 'A', 'C'],
      shared: { epochs: '9' },
      byMethod: { cored: {} },
      seeds: '1',
    };
    expect(places(changed)).toEqual([
      ['chain', 'A → B → C', 'B → A → C'],
      ['seeds', '1-3', '1'],
      ['epochs', '7', '9'],
      ['cored/alpha', '0.2', '0.5'],
    ]);
    let draft: ExperimentDraft = changed;
    for (const place of ['cored/alpha', 'seeds', 'epochs']) draft = takeBack(draft, place, { original, options });
    expect(places(draft)).toEqual([['chain', 'A → B → C', 'B → A → C']]);
    expect(checkDraft(takeBack(draft, 'chain', { original, options }), options).request).toEqual(
      checkDraft(original, options).request,
    );
  });

  it('takes a value back to what it was under another preset', () => {
    const original = filled({ preset: 'published' });
    const draft = takeBack(filled({ preset: 'corrected' }), 'cutmixPartner', { original, options });
    expect(draft.shared['cutmixPartner']).toBe('opposite');
  });
});

describe('several values and orders', () => {
  it('make the request that says them', () => {
    const { request, problems, combinations } = checkDraft(swept(), options);
    expect(problems).toEqual({});
    expect(request?.sweep).toEqual({ learningRate: [0.001, 0.01, 0.1] });
    expect(request?.orders).toEqual([
      ['A', 'B', 'C'],
      ['B', 'C', 'A'],
      ['C', 'A', 'B'],
    ]);
    // 2 methods x 3 learning rates, in 3 orders, with 3 seeds.
    expect(combinations).toBe(6);
    if (request === null) throw new Error('a request is expected');
    expect(spellOut(request, combinations).headline).toBe(
      '54 runs (3 orders × 6 recipes of 2 methods × 3 seeds), each 3 stages',
    );
  });

  it.each<[Partial<ExperimentDraft>, Record<string, string>]>([
    [{ sweep: [{ key: '', values: '1' }] }, { 'sweep/0': 'Choose the parameter that has several values.' }],
    [
      { sweep: [{ key: 'epochs', values: '5..1' }] },
      { 'sweep/0': '“5..1” runs backwards. Write the smaller number first.' },
    ],
    [{ sweep: [{ key: 'alpha', values: '0.1, 2' }] }, { 'sweep/0': '2: Alpha has to be a number from 0 up to 1.' }],
    [
      { orders: { kind: 'chosen', count: '', seed: '', chosen: 'A, B' } },
      { runs: 'The order A → B does not have the tasks of the chain: A, B, C.' },
    ],
    [
      { orders: { kind: 'random', count: 'x', seed: '1', chosen: '' } },
      { orders: 'Say how many orders are drawn, from 1.' },
    ],
    [
      { seeds: '1-400' },
      {
        runs: '2 methods × 400 seeds would be 800 runs. One experiment makes at most 500: take fewer values, orders or seeds, or draw some at random.',
      },
    ],
  ])('say what is wrong with %j', (changes, problems) => {
    const checked = checkDraft(filled(changes), options);
    expect([checked.problems, checked.request]).toEqual([problems, null]);
  });
});
