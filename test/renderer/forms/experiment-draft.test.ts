/** The form's draft, the request it makes, and how that is spelled out. */
import { describe, expect, it } from 'vitest';
import { checkDraft, startDraft, withPreset } from '../../../src/renderer/forms/experiment-draft';
import { parseSeeds } from '../../../src/shared/plan/seed-list';
import { spellOut } from '../../../src/renderer/forms/spell-out';
import { ExperimentRequest } from '../../../src/shared/run';
import { sampleOptions } from '../fixtures/sample-data';

const options = sampleOptions();
const filled = () => ({ ...startDraft(options), name: 'order 1', datasetId: 'dataset-1', chain: ['A', 'B'] });

describe('parseSeeds', () => {
  it('reads a list with commas or spaces', () => {
    expect(parseSeeds('1, 2,3  4')).toEqual({ seeds: [1, 2, 3, 4] });
  });

  it.each([
    ['', 'Give at least one seed.'],
    ['1, x', '“x” is not a seed. Seeds are whole numbers from 0 to 4294967295, as 1, 2, 3 or 1-5.'],
    ['-1', '“-1” is not a seed. Seeds are whole numbers from 0 to 4294967295, as 1, 2, 3 or 1-5.'],
    ['4294967296', '“4294967296” is not a seed. Seeds are whole numbers from 0 to 4294967295, as 1, 2, 3 or 1-5.'],
    ['2, 1, 2', 'Seed 2 is there twice. Each seed is trained once.'],
  ])('refuses "%s"', (text, problem) => {
    expect(parseSeeds(text)).toEqual({ problem });
  });
});

describe('checkDraft', () => {
  it('makes a request that the contract accepts, with every value of the form', () => {
    const { request, problems } = checkDraft(filled(), options);
    expect(problems).toEqual({});
    expect(ExperimentRequest.parse(request)).toEqual(request);
    expect(request?.parameters).toMatchObject({ epochs: 20, cutmixPartner: 'same', imageSize: 64 });
    expect(request?.methodParameters['cored']).toMatchObject({ alpha: 0.5, freezeBatchNorm: false });
  });

  it('says what is missing before anything is filled in', () => {
    const { request, problems } = checkDraft(startDraft(options), options);
    expect(request).toBeNull();
    expect(Object.keys(problems)).toEqual(['name', 'dataset', 'chain']);
  });

  it('names the field of a method that is wrong, and forgets it when the method is left out', () => {
    const draft = filled();
    draft.byMethod['cored'] = { ...draft.byMethod['cored'], alpha: '2' };
    expect(checkDraft(draft, options).problems).toEqual({ 'cored/alpha': 'Alpha has to be a number from 0 up to 1.' });
    expect(checkDraft({ ...draft, methods: ['ft'] }, options).problems).toEqual({});
  });

  it('begins after the tasks that the given weights have learnt, where one is left', () => {
    const given = { initialWeights: '/w/best.pth', initialPart: 'model_ema', learnt: 1 };
    const { request } = checkDraft({ ...filled(), ...given }, options);
    expect(request).toMatchObject({ initialWeights: '/w/best.pth', initialPart: 'model_ema', startStage: 2 });
    if (request === null) throw new Error('a request is expected');
    expect(spellOut(request).stages).toEqual(['train on B from the given weights, which have learnt A']);
    const none = checkDraft({ ...filled(), ...given, learnt: 2 }, options);
    expect([none.request, none.problems['learnt']]).toEqual([
      null,
      expect.stringContaining('No task is left to train'),
    ]);
  });

  it('sends no weights when none are given', () => {
    expect(checkDraft({ ...filled(), initialWeights: '  ' }, options).request?.initialWeights).toBeNull();
  });
});

describe('presets in the form', () => {
  it('start from corrected, and count what was changed for each method', () => {
    const draft = { ...filled(), byMethod: { cored: { alpha: '0.3' } } };
    const { request, changes } = checkDraft(draft, options);
    expect(request?.preset).toBe('corrected');
    expect(request?.methodParameters['cored']).toMatchObject({ alpha: 0.3, representation: 'channel-vector' });
    expect(changes).toEqual({ ft: 0, cored: 1 });
  });

  it('count a shared value for every method, and a value that was set back for none', () => {
    expect(checkDraft({ ...filled(), shared: { epochs: '2' } }, options).changes).toEqual({ ft: 1, cored: 1 });
    expect(checkDraft({ ...filled(), shared: { epochs: '20.0' } }, options).changes).toEqual({ ft: 0, cored: 0 });
  });

  it('set every switch, and keep what no preset sets', () => {
    const draft = {
      ...filled(),
      shared: { epochs: '3', cutmixPartner: 'opposite' },
      byMethod: { cored: { alpha: '0.3', representation: 'channel-mean' } },
    };
    const published = withPreset(draft, 'published', options);
    expect(published.shared).toEqual({ epochs: '3' });
    expect(published.byMethod['cored']).toEqual({ alpha: '0.3' });
    const { request, changes } = checkDraft(published, options);
    expect(request?.preset).toBe('published');
    expect(request?.parameters).toMatchObject({ epochs: 3, cutmixPartner: 'opposite' });
    expect(request?.methodParameters['cored']).toMatchObject({
      alpha: 0.3,
      representation: 'channel-mean',
      freezeBatchNorm: true,
    });
    expect(changes).toEqual({ ft: 1, cored: 2 });
  });

  it('leave a shared value to each method where the presets do not agree, until it is set', () => {
    const [ft, cored] = options.methods;
    if (!ft || !cored) throw new Error('two methods are expected');
    const own = { ...ft, presets: { ...ft.presets, published: {} } };
    const divided = { ...options, methods: [own, cored] };
    const draft = withPreset(filled(), 'published', divided);
    expect(checkDraft(draft, divided).request?.parameters).not.toHaveProperty('cutmixPartner');
    const set = checkDraft({ ...draft, shared: { cutmixPartner: 'opposite' } }, divided);
    expect(set.request?.parameters).toMatchObject({ cutmixPartner: 'opposite' });
    expect(set.changes).toEqual({ ft: 1, cored: 0 });
  });
});

describe('spellOut', () => {
  it('counts runs, stages and epochs', () => {
    const { request } = checkDraft({ ...filled(), seeds: '1, 2, 3' }, options);
    if (!request) throw new Error('no request');
    expect(spellOut(request)).toEqual({
      headline: '6 runs (2 methods × 3 seeds), each 2 stages',
      stages: ['train on A from scratch', 'go on with B'],
      amount: '240 epochs in all: 20 for each of 12 stages.',
    });
  });
});
