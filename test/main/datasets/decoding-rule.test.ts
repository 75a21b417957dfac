/** A run of an older decoding is told so, and its weights say how images have to be decoded for them. */
import { describe, expect, it } from 'vitest';
import { decodingRule, decodingText, decodingVersion, otherRuleNotice } from '../../../src/main/datasets/decoding-rule';

describe('the rule by which images are decoded', () => {
  it('is told to a run that began under another one', () => {
    const notice = otherRuleNotice({ workbench: '0.1.0' });
    expect(notice).toContain('decoded by rule 1, and goes on with rule 2');
    expect(notice).toContain('EXIF orientation');
  });

  it('is not told where it is the same', () => {
    expect(otherRuleNotice({ [decodingVersion]: String(decodingRule) })).toBeNull();
  });

  it('is in words what weights of a run want', () => {
    expect(decodingText({})).toContain('turned as the EXIF orientation says');
    expect(decodingText({ [decodingVersion]: '2' })).toContain('not turned as EXIF says');
  });
});
