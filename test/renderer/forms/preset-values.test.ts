/** Presets: what they set, which one a recipe follows, and in what they differ. */
import { describe, expect, it } from 'vitest';
import {
  nearestPreset,
  presetDifferences,
  presetText,
  sharedPresetValue,
} from '../../../src/renderer/forms/preset-values';
import { sampleOptions } from '../fixtures/sample-data';

const { training, methods } = sampleOptions();
const cored = methods.find(({ id }) => id === 'cored');
const fields = [...training, ...(cored?.fields ?? [])];

describe('nearestPreset', () => {
  it('names the published preset where fewer values differ from it', () => {
    const parameters = { cutmixPartner: 'opposite', representation: 'channel-mean', freezeBatchNorm: false };
    expect(nearestPreset(cored, { fields, parameters })).toEqual({ preset: 'published', changed: ['freezeBatchNorm'] });
  });

  it('takes corrected for a recipe that is as near to both', () => {
    expect(nearestPreset(undefined, { fields, parameters: { alpha: 0.3 } })).toEqual({
      preset: 'corrected',
      changed: ['alpha'],
    });
  });
});

describe('presetText', () => {
  it('counts', () => {
    expect([0, 1, 2].map((changes) => presetText('corrected', changes))).toEqual([
      'corrected',
      'corrected, 1 change',
      'corrected, 2 changes',
    ]);
  });
});

describe('sharedPresetValue', () => {
  const partner = training.find(({ key }) => key === 'cutmixPartner');

  it('has no value where the methods do not agree, and says who has which', () => {
    if (!partner) throw new Error('cutmixPartner is expected');
    expect(sharedPresetValue(methods, 'published', partner)).toEqual({ value: 'opposite', byMethod: '' });
    const divided = methods.map((method) =>
      method.id === 'ft' ? { ...method, presets: { corrected: {}, published: {} } } : method,
    );
    expect(sharedPresetValue(divided, 'published', partner)).toEqual({
      value: null,
      byMethod: 'FT same, CoReD opposite',
    });
  });
});

describe('presetDifferences', () => {
  it('lists each switch once, and names the methods that alone have it', () => {
    expect(presetDifferences(training, methods).map(({ field, methods: only }) => [field.key, only])).toEqual([
      ['cutmixPartner', []],
      ['representation', ['CoReD']],
      ['freezeBatchNorm', ['CoReD']],
    ]);
  });
});
