/** Labels that tell the rows of a comparison apart. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelRecipes } from '../../../src/core/comparison/label-recipes';
import { exampleLabels } from './run-summary-example';

const ft = { method: 'ft', network: 'small-cnn', parameters: { epochs: 10 } };
const cored = { method: 'cored', network: 'small-cnn', parameters: { epochs: 10, bins: 5, flip: true } };

describe('labelRecipes', () => {
  it('says the method alone when that tells them apart', () => {
    expect(labelRecipes([ft, cored], exampleLabels)).toEqual(['Fine-tuning', 'CoReD']);
  });

  it('adds the network when there are several, by its id when it has no label', () => {
    expect(labelRecipes([ft, { ...cored, network: 'xception' }], exampleLabels)).toEqual([
      'Fine-tuning, Small CNN',
      'CoReD, xception',
    ]);
  });

  it('adds the parameters in which recipes of one method differ, and only to those', () => {
    const fewBins = { ...cored, parameters: { epochs: 10, bins: 3, flip: false } };
    expect(labelRecipes([ft, cored, fewBins], exampleLabels)).toEqual([
      'Fine-tuning',
      'CoReD, Bins 5, Flip on',
      'CoReD, Bins 3, Flip off',
    ]);
  });

  it('says none for a parameter that an older recipe lacks', () => {
    const older = { ...ft, parameters: {} };
    expect(labelRecipes([ft, older], exampleLabels)).toEqual(['Fine-tuning, Epochs 10', 'Fine-tuning, Epochs none']);
  });

  it('numbers labels that would be the same', () => {
    const text = { ...ft, parameters: { epochs: '10' } };
    expect(labelRecipes([ft, text], exampleLabels)).toEqual(['Fine-tuning, Epochs 10', 'Fine-tuning, Epochs 10 (2)']);
  });

  it('gives distinct labels to any distinct recipes', () => {
    const recipe = fc.record({
      method: fc.constantFrom('ft', 'cored', 'Fine-tuning'),
      network: fc.constantFrom('small-cnn', 'xception'),
      parameters: fc.dictionary(fc.constantFrom('epochs', 'bins'), fc.constantFrom(1, '1', true, 'on')),
    });
    fc.assert(
      fc.property(fc.uniqueArray(recipe, { selector: (value) => JSON.stringify(value) }), (recipes) => {
        expect(new Set(labelRecipes(recipes, exampleLabels)).size).toBe(recipes.length);
      }),
    );
  });
});
