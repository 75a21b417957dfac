/** A deviation as it stands behind its mean. */
import { describe, expect, it } from 'vitest';
import { formatDeviation } from '../../../src/renderer/components/comparison/format-deviation';

describe('formatDeviation', () => {
  it('writes three decimals without the zero, and nothing for one seed', () => {
    expect(formatDeviation(0.004)).toBe('± .004');
    expect(formatDeviation(1.25)).toBe('± 1.250');
    expect(formatDeviation(null)).toBe('');
  });
});
