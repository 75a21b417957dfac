/** The images of a run over a client that the test gives. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import ConfusionCard from '../../../src/renderer/components/evaluation/ConfusionCard.vue';
import type { ImageRow, ThresholdReading } from '../../../src/shared/images';
import { AppError } from '../../../src/shared/errors';
import { FakeClient, type Answers } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { finishedAnswers } from '../fixtures/sample-answers';
import { chain, sampleSummary } from '../fixtures/sample-data';
import { sampleEvaluation } from '../fixtures/sample-evaluation';

afterEach(() => {
  document.body.innerHTML = '';
});

const run = sampleSummary();
const imageCount = 20_000;

function rowAt(place: number): ImageRow {
  const className = place % 2 === 0 ? 'fake' : 'real';
  return { file: `test/${className}/${place}.png`, className, score: 0.1, before: 0.9, video: `v${place}` };
}

/** 3 of 4 fakes and 1 of 4 reals lie above one half, all above a tenth. */
function reading(): ThresholdReading {
  const above = (count: number) =>
    Array.from({ length: 1001 }, (_, step) => (step < 100 ? 4 : step <= 500 ? count : 0));
  return {
    roc: [
      { threshold: 2, falsePositiveRate: 0, truePositiveRate: 0 },
      { threshold: 0, falsePositiveRate: 1, truePositiveRate: 1 },
    ],
    precisionRecall: [{ threshold: 0, precision: 0.5, recall: 1 }],
    counts: { fake: 4, real: 4 },
    undefinedScores: 0,
    above: { fake: above(3), real: above(1) },
  };
}

function answers(changes: Answers = {}): Answers {
  return {
    ...finishedAnswers(),
    'images/sets': () =>
      [0, 1, 2, 3, 4].flatMap((stage) => chain.map((task) => ({ stage, task, split: 'test' as const }))),
    'images/list': ({ wish }) => ({
      rows: Array.from({ length: Math.min(wish.limit, imageCount - wish.offset) }, (_, index) =>
        rowAt(wish.offset + index),
      ),
      total: imageCount,
      images: imageCount,
    }),
    'images/thresholds': reading,
    'images/forgotten': () => ({ images: 8, rightBefore: 6, stages: [{ stage: 4, forgotten: 5, learnt: 1 }] }),
    'images/thumbnails': ({ images }) =>
      images.map(({ file }) => ({ file, picture: null, message: 'no picture here' })),
    ...changes,
  };
}

describe('the images of a run', () => {
  it('are the first task after the last stage, and only those in sight are drawn and fetched', async () => {
    const client = new FakeClient(answers());
    const { view, byId } = await mountAt(`/runs/${run.id}/images`, client);
    await flushPromises();
    const asked = client.asked.find(({ name }) => name === 'images/list')?.input;
    expect(asked).toMatchObject({
      source: { kind: 'run', runId: run.id, stage: 4, task: chain[0], split: 'test' },
      wish: { earlier: 1, threshold: 0.5, show: 'all', sort: 'error', offset: 0 },
    });
    expect(byId('images-counted').text()).toBe('20000 of 20000 images');
    expect(view.findAll('[data-testid="image-grid"] li').length).toBeLessThan(60);
    const pictures = client.asked.flatMap(({ name, input }) => (name === 'images/thumbnails' ? [input] : []));
    expect(pictures.length).toBeLessThan(4);
    const said = view.find('[data-testid="image-grid"] button').text().replace(/\s+/g, ' ');
    expect(said).toBe('cannot be shownfake0.100wrongcalled real: test/fake/0.png−0.800');
  });

  it('are chosen by the address, which keeps what is set', async () => {
    const client = new FakeClient(answers());
    const address = `/runs/${run.id}/images?stage=3&task=${chain[1]}&show=forgotten&video=v1&sort=change&from=0.2`;
    const { byId, router } = await mountAt(address, client);
    await flushPromises();
    expect(client.asked.find(({ name }) => name === 'images/list')?.input).toMatchObject({
      source: { stage: 3, task: chain[1] },
      wish: { earlier: 2, show: 'forgotten', video: 'v1', sort: 'change', from: 0.2 },
    });
    await byId('images-threshold').setValue('250');
    await vi.waitFor(() => expect(router.currentRoute.value.query['threshold']).toBe('0.25'));
    expect(router.currentRoute.value.query).toMatchObject({ stage: '3', show: 'forgotten' });
  });

  it('have one threshold that moves the matrix and the point on both curves', async () => {
    const { view, byId } = await mountAt(`/runs/${run.id}/images`, new FakeClient(answers()));
    await flushPromises();
    expect(byId('confusion-fake-fake').text()).toContain('3');
    expect(byId('confusion-real-fake').text()).toContain('1');
    // Lines of the curve, of chance, and of the mark.
    expect(byId('roc-chart').attributes('data-series')).toBe('3');
    // The two points of the curve and the mark between them.
    expect(byId('roc-chart').attributes('data-x')).toBe('3');
    await byId('images-threshold').setValue('50');
    await flushPromises();
    expect(view.findComponent(ConfusionCard).props('confusion')).toEqual({
      ...{ fakeAsFake: 4, fakeAsReal: 0, realAsFake: 4, realAsReal: 0 },
    });
    // Everything is called fake: the mark is the last point of the curve.
    expect(byId('roc-chart').attributes('data-x')).toBe('2');
  });

  it('say how many are forgotten, and show them', async () => {
    const client = new FakeClient(answers());
    const { byId, router } = await mountAt(`/runs/${run.id}/images`, client);
    await flushPromises();
    expect(client.asked.find(({ name }) => name === 'images/forgotten')?.input).toMatchObject({
      source: { stage: 1, task: chain[0] },
      threshold: 0.5,
    });
    await byId('forgotten-counts').find('button').trigger('click');
    await vi.waitFor(() => {
      expect(router.currentRoute.value.query).toMatchObject({ stage: '4', earlier: '1', show: 'forgotten' });
    });
  });

  it('are opened one by one: picture, scores of every run, and what the score hangs on', async () => {
    const other = 'demo-ft-1';
    const client = new FakeClient(
      answers({
        'images/picture': ({ image }) => ({
          ...image,
          ...{ width: 128, height: 96, bytes: new Uint8Array(), mediaType: 'image/png' },
        }),
        'images/traces': () => ({
          traces: [
            { runId: run.id, points: [{ stage: 1, score: 0.9 }] },
            { runId: other, points: [{ stage: 1, score: 0.4 }] },
          ],
          leftOut: 0,
        }),
        'images/saliency': () => ({
          ...{ score: 0.1, side: 2, values: [0.08, 0, 0, -0.02], patch: 8, imageSize: 64, stage: 4, engine: 'wasm' },
        }),
      }),
    );
    const { view, router } = await mountAt(`/runs/${run.id}/images`, client);
    await flushPromises();
    await view.find('[data-testid="image-grid"] button').trigger('click');
    await vi.waitFor(() => expect(router.currentRoute.value.query['image']).toBe('fake:test/fake/0.png'));
    await flushPromises();
    const inDialog = (id: string) => document.querySelector(`[data-testid="${id}"]`);
    expect(inDialog('image-facts')?.textContent).toBe('fake, score 0.100, 128 × 96 pixels');
    // Two runs and the threshold.
    expect(inDialog('trace-chart')?.getAttribute('data-series')).toBe('3');
    inDialog('find-saliency')?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await vi.waitFor(() => expect(inDialog('saliency-text')?.textContent).toContain('a change of 0.080 from 0.100'));
  });

  it('say why there are none', async () => {
    const failing = answers({
      'images/sets': () => {
        throw new AppError('not-found', 'There is no run "x" in this workspace.');
      },
    });
    const { view } = await mountAt(`/runs/${run.id}/images`, new FakeClient(failing));
    await flushPromises();
    expect(view.find('[data-testid="error-note"]').text()).toContain('There is no run "x"');
    const empty = await mountAt(`/runs/${run.id}/images`, new FakeClient(answers({ 'images/sets': () => [] })));
    await flushPromises();
    expect(empty.byId('empty-state').text()).toContain('No scores yet.');
  });
});

describe('the images of an evaluation', () => {
  it('have neither stages nor what was forgotten', async () => {
    const client = new FakeClient(answers({ 'evaluation/get': () => sampleEvaluation() }));
    const { byId, view } = await mountAt('/evaluate/evaluation-1/images', client);
    await flushPromises();
    expect(client.asked.find(({ name }) => name === 'images/list')?.input).toMatchObject({
      source: { kind: 'evaluation', evaluationId: 'evaluation-1' },
      wish: { earlier: null },
    });
    expect(view.find('h1').text()).toMatch(/^Images of \w/);
    expect(byId('images-stage').exists()).toBe(false);
    expect(client.countOf('images/forgotten')).toBe(0);
    expect(client.countOf('images/sets')).toBe(0);
  });
});
