import { describe, expect, it } from 'vitest';
import { preparationGaps, PreparationRequest, variantTask } from '../../src/shared/preparation';
import type { ClassName, SplitName } from '../../src/shared/task';

const request = { task: 'Deepfakes', to: '/data', real: ['/r'], fake: ['/f'], settings: {} };

describe('a request', () => {
  it('has the settings that are not given', () => {
    expect(PreparationRequest.parse(request).settings).toEqual({
      ...{ framesPerVideo: 32, faces: 'largest', aligned: false, margin: 0.3, size: 256, leastScore: 0.5 },
      ...{ jpegQuality: null, seed: 2020, variants: [] },
    });
  });

  it.each([
    ['a task that leads elsewhere', { task: '../etc' }, 'letters, digits'],
    ['a hidden task', { task: '.git' }, 'letters, digits'],
    ['no videos', { real: [], fake: [] }, 'at least one folder'],
    ['no frames', { settings: { framesPerVideo: 0 } }, 'framesPerVideo'],
    ['a rate factor that H.264 does not have', { settings: { variants: [{ kind: 'crf', value: 52 }] } }, 'variants'],
  ])('is refused with %s', (_, change, words) => {
    const parsed = PreparationRequest.safeParse({ ...request, ...change });
    expect(JSON.stringify(parsed.error?.issues)).toContain(words);
  });

  it('names a variant after its quality', () => {
    expect(variantTask('A', { kind: 'crf', value: 40 })).toBe('A-crf40');
  });
});

describe('what is missing', () => {
  const count = (split: SplitName, className: ClassName, crops: number) => ({
    ...{ split, className, crops, videos: 1, faces: 1, none: 0, unreadable: 0 },
  });

  it('is a class of train or val, and one of test where the other is there', () => {
    const train = [count('train', 'real', 5), count('train', 'fake', 5)];
    const val = [count('val', 'real', 1), count('val', 'fake', 0)];
    expect(preparationGaps([...train, ...val])).toEqual([
      'val has no fake crops: training needs some. Give more fake videos.',
    ]);
    const whole = [...train, count('val', 'real', 1), count('val', 'fake', 1)];
    expect(preparationGaps(whole)).toEqual([]);
    expect(preparationGaps([...whole, count('test', 'fake', 3)])).toEqual([
      'test has no real crops: a test needs both classes. Give more real videos.',
    ]);
  });
});
