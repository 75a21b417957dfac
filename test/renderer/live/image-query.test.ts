/** What the address says of the images that are looked at. */
import { describe, expect, it } from 'vitest';
import {
  earlierOfQuery,
  earlierStages,
  emptyImageQuery,
  imageOfQuery,
  noEarlier,
  setOfQuery,
  textOfImage,
  wishOfQuery,
} from '../../../src/renderer/live/image-query';
import type { ScoreSet } from '../../../src/shared/images';

const sets: ScoreSet[] = [0, 1, 2].flatMap((stage) =>
  ['alpha', 'beta'].flatMap((task) => (['val', 'test'] as const).map((split) => ({ stage, task, split }))),
);

describe('the scores that are looked at', () => {
  it('are of the last stage, the first task and the test images, unless the address says otherwise', () => {
    expect(setOfQuery(emptyImageQuery, sets)).toEqual({ stage: 2, task: 'alpha', split: 'test' });
    const asked = { stage: '1', task: 'beta', split: 'val' };
    expect(setOfQuery(asked, sets)).toEqual({ stage: 1, task: 'beta', split: 'val' });
  });

  it('are others where the address names what is not there', () => {
    expect(setOfQuery({ stage: '9', task: 'gone', split: 'train' }, sets)).toEqual({
      stage: 2,
      task: 'alpha',
      split: 'test',
    });
    expect(setOfQuery(emptyImageQuery, [])).toBeNull();
  });

  it("are compared with the task's own stage, with the one that is asked for, or with none", () => {
    const [set = null] = sets.slice(-1);
    const stages = set ? earlierStages(set, sets) : [];
    expect(stages).toEqual([0, 1]);
    expect(earlierOfQuery({ earlier: '' }, { stages, ownStage: 1 })).toBe(1);
    expect(earlierOfQuery({ earlier: '0' }, { stages, ownStage: 1 })).toBe(0);
    expect(earlierOfQuery({ earlier: noEarlier }, { stages, ownStage: 1 })).toBeNull();
    expect(earlierOfQuery({ earlier: '' }, { stages: [], ownStage: 1 })).toBeNull();
  });
});

describe('the wish', () => {
  it('is everything by its error at one half, where the address is empty', () => {
    expect(wishOfQuery(emptyImageQuery, null)).toEqual({
      ...{ earlier: null, threshold: 0.5, show: 'all', className: null, video: '', from: 0, to: 1 },
      ...{ sort: 'error', isReversed: false },
    });
  });

  it('passes over what is none, and over what needs an earlier stage where there is none', () => {
    const query = { ...emptyImageQuery, threshold: '7', from: 'x', show: 'forgotten', sort: 'change' };
    expect(wishOfQuery(query, null)).toMatchObject({ threshold: 0.5, from: 0, show: 'all', sort: 'error' });
    expect(wishOfQuery(query, 0)).toMatchObject({ show: 'forgotten', sort: 'change' });
  });

  it('keeps the opened image with its class', () => {
    const image = { className: 'real', file: 'val/a:b.png' } as const;
    expect(imageOfQuery({ image: textOfImage(image) })).toEqual(image);
    expect(imageOfQuery({ image: '' })).toBeNull();
  });
});
