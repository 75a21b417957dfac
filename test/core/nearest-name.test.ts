/** Suggestions for mistyped names. */
import { describe, expect, it } from 'vitest';
import { nearestName } from '../../src/core/nearest-name';

describe('nearestName', () => {
  it.each([
    ['corde', 'cored'],
    ['FT', 'ft'],
    ['leraningRate', 'learningRate'],
  ])('finds what %s meant', (typed, meant) => {
    expect(nearestName(typed, ['epochs', 'learningRate', 'ft', 'cored'])).toBe(meant);
  });

  it('suggests nothing when no name is near', () => {
    expect(nearestName('xylophone', ['ft', 'cored'])).toBeNull();
    expect(nearestName('ft', [])).toBeNull();
  });
});
