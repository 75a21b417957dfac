/** Colours, throttling and what the stores make of pushes. */
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { atMostEvery } from '../../../src/renderer/stores/at-most-every';
import { colourNumbers } from '../../../src/renderer/stores/colours';
import MethodDot from '../../../src/renderer/components/MethodDot.vue';
import { imbalanceText } from '../../../src/renderer/components/dataset/counts';
import { FakeClient } from '../fixtures/fake-client';
import { mountAt, mountPart } from '../fixtures/mount-view';
import { finishedAnswers } from '../fixtures/sample-answers';
import { sampleSummary } from '../fixtures/sample-data';

describe('colours', () => {
  it('keeps the colour of a task when later runs name others', () => {
    const before = colourNumbers([['A', 'B']], ['B', 'A']);
    expect(before).toEqual([1, 0]);
    expect(
      colourNumbers(
        [
          ['A', 'B'],
          ['C', 'B'],
        ],
        ['B', 'A'],
      ),
    ).toEqual(before);
  });

  it('gives new tasks of a chain the next ones in its order', () => {
    expect(colourNumbers([['A', 'B']], ['D', 'A', 'C'])).toEqual([2, 0, 3]);
  });

  it('gives a method the colour that it declares, and a grey to one that is not known', async () => {
    const client = new FakeClient(finishedAnswers());
    const colourOf = (dot: VueWrapper) => dot.attributes('style');
    const dots = ['cored', 'something-new'].map((method) => mountPart(MethodDot, { method }, client));
    expect(dots.map(colourOf)).toEqual(['--colour: var(--faint);', '--colour: var(--faint);']);
    const { view } = await mountAt('/runs', client);
    expect(new Set(view.findAll('.method i').map((dot) => dot.attributes('style')))).toEqual(
      new Set(['--colour: var(--method-blue);', '--colour: var(--method-red);']),
    );
  });
});

describe('imbalanceText', () => {
  it('speaks from one and a half on', () => {
    expect(imbalanceText({ fake: 300, real: 300 })).toBeNull();
    expect(imbalanceText({ fake: 140, real: 100 })).toBeNull();
    expect(imbalanceText({ fake: 480, real: 150 })).toBe('3.2 × more fake');
    expect(imbalanceText({ fake: 0, real: 48 })).toBeNull();
  });
});

describe('atMostEvery', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('runs at once, then once for all calls within the span', () => {
    const action = vi.fn();
    const throttled = atMostEvery(100, action);
    for (let call = 0; call < 5; call += 1) throttled();
    expect(action).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect(action).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(500);
    expect(action).toHaveBeenCalledTimes(2);
  });

  it('does nothing after it is cancelled', () => {
    const action = vi.fn();
    const throttled = atMostEvery(100, action);
    throttled();
    throttled();
    throttled.cancel();
    vi.advanceTimersByTime(500);
    expect(action).toHaveBeenCalledTimes(1);
  });
});

describe('runs store', () => {
  it('shows a pushed state in the list at once', async () => {
    const client = new FakeClient(finishedAnswers());
    const { view } = await mountAt('/runs', client);
    expect(view.findAll('[data-testid="run-state"]').map((pill) => pill.text())).toEqual(['complete', 'complete']);
    client.push('run/changed', sampleSummary({ seed: 9, stagesDone: 1 }));
    await flushPromises();
    expect(view.findAll('[data-testid="run-state"]').map((pill) => pill.text())).toContain('training');
  });
});
