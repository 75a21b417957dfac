/** The fields in which recipes differ. */
import { describe, expect, it } from 'vitest';
import { recipeDifferences } from '../../../src/core/comparison/recipe-differences';
import { exampleLabels } from './run-summary-example';

const ft = { method: 'ft', network: 'small-cnn', parameters: { epochs: 10, flip: true } };

describe('recipeDifferences', () => {
  it('is empty when only the method differs', () => {
    expect(recipeDifferences([ft, { ...ft, method: 'kd' }], exampleLabels)).toEqual([]);
  });

  it('lists the network first, with its label', () => {
    const other = { method: 'cored', network: 'xception', parameters: { epochs: 20, flip: true } };
    expect(recipeDifferences([ft, other], exampleLabels)).toEqual([
      { field: 'network', label: 'Network', values: ['Small CNN', 'xception'] },
      { field: 'epochs', label: 'Epochs', values: [10, 20] },
    ]);
  });

  it('tells a missing parameter from one that is off', () => {
    const off = { ...ft, parameters: { epochs: 10, flip: false } };
    const missing = { ...ft, parameters: { epochs: 10 } };
    expect(recipeDifferences([off, missing], exampleLabels)).toEqual([
      { field: 'flip', label: 'Flip', values: [false, null] },
    ]);
  });

  it('goes by the key when a field has no label', () => {
    const older = { ...ft, parameters: { ...ft.parameters, constructor: 1 } };
    expect(recipeDifferences([ft, older], exampleLabels)).toEqual([
      { field: 'constructor', label: 'constructor', values: [null, 1] },
    ]);
  });
});
