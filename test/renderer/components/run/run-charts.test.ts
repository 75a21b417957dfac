/** Which curves a run's charts draw, over which tasks, and what stands beside them. */
import { describe, expect, it } from 'vitest';
import AucChart from '../../../../src/renderer/components/run/AucChart.vue';
import LossChart from '../../../../src/renderer/components/run/LossChart.vue';
import MatrixCard from '../../../../src/renderer/components/run/MatrixCard.vue';
import { chartFrame } from '../../../../src/renderer/components/run/chart-frame';
import { standingsOf } from '../../../../src/renderer/live/task-standing';
import type { Component } from 'vue';
import type { ChartSeries } from '../../../../src/renderer/charts/chart-series';
import type { MethodRecord } from '../../../../src/shared/recipe';
import type { RunDetail } from '../../../../src/shared/run';
import { ChartStandIn } from '../../fixtures/chart-stand-in';
import { FakeClient } from '../../fixtures/fake-client';
import { mountPart } from '../../fixtures/mount-view';
import { chain, epochs, sampleDetail, sampleMethod } from '../../fixtures/sample-data';

function seriesOf(component: Component, detail: RunDetail): ChartSeries[] {
  const part = mountPart(component, { detail }, new FakeClient());
  return part.findComponent(ChartStandIn).props('series') as ChartSeries[];
}

function withMethod(detail: RunDetail, changes: Partial<MethodRecord>): RunDetail {
  return { ...detail, summary: { ...detail.summary, method: { ...detail.summary.method, ...changes } } };
}

const countOf = ({ values }: ChartSeries) => values.filter((value) => value !== null).length;

describe('the loss chart', () => {
  it('draws the total alone for fine-tuning, and says why', () => {
    const detail = sampleDetail({ method: 'ft' });
    expect(seriesOf(LossChart, detail).map(({ key }) => key)).toEqual(['total']);
    const text = mountPart(LossChart, { detail }, new FakeClient()).text();
    expect(text).toContain('Cross-entropy alone.');
    expect(text).not.toContain('first stage');
  });

  it('draws each term of CoReD from the second stage on, in its colour', () => {
    const detail = sampleDetail({ method: 'cored', stagesDone: 2 });
    const [total, ...terms] = seriesOf(LossChart, detail);
    expect(total).toMatchObject({ key: 'total', values: detail.lossPoints.map(({ losses }) => losses.total) });
    expect(terms.map(({ key, label, colour }) => [key, label, colour])).toEqual([
      ['crossEntropy', 'cross-entropy', 'var(--series-1)'],
      ['distillation', 'distillation', 'var(--series-2)'],
      ['representation', 'representation', 'var(--series-3)'],
    ]);
    const later = detail.lossPoints.filter(({ stage }) => stage > 1).length;
    expect(later).toBeGreaterThan(0);
    for (const term of terms) expect(countOf(term)).toBe(later);
    expect(mountPart(LossChart, { detail }, new FakeClient()).text()).toContain(
      'In the first stage cross-entropy alone.',
    );
  });

  it("draws the penalty of a method that has no teacher's logits in its loss", () => {
    const penalty = { id: 'penalty', label: 'weight penalty', unit: null, colour: 'series-4' } as const;
    const [crossEntropy] = sampleMethod('ft').terms;
    if (!crossEntropy) throw new Error('FT has no term.');
    const detail = withMethod(sampleDetail({ method: 'ft' }), { label: 'TG', terms: [crossEntropy, penalty] });
    const lossPoints = detail.lossPoints.map((point) => ({
      ...point,
      losses: point.stage === 1 ? point.losses : { ...point.losses, penalty: 0.125 },
    }));
    const drawn = seriesOf(LossChart, { ...detail, lossPoints });
    expect(drawn.map(({ key, colour }) => [key, colour])).toEqual([
      ['total', 'var(--text)'],
      ['crossEntropy', 'var(--series-1)'],
      ['penalty', 'var(--series-4)'],
    ]);
    expect(new Set(drawn.at(-1)?.values)).toEqual(new Set([null, 0.125]));
  });
});

it("draws the AUC on each task, in the chain's order, each in a colour of its own", () => {
  const detail = sampleDetail({ method: 'ft', stagesDone: 2 });
  const drawn = seriesOf(AucChart, detail);
  expect(drawn.map(({ key }) => key)).toEqual(chain);
  expect(new Set(drawn.map(({ colour }) => colour)).size).toBe(chain.length);
  for (const { key, values } of drawn) expect(values).toEqual(detail.aucPoints.map(({ aucs }) => aucs[key]));
});

describe('the charts of a run that begins in the middle', () => {
  const whole = sampleDetail({ method: 'ft', stagesDone: 2 });
  const startStage = 3;
  const inThird = (point: { stage: number }) => point.stage === startStage;
  const detail: RunDetail = {
    ...whole,
    summary: { ...whole.summary, startStage },
    stages: whole.stages.map((stage) => (stage.stage < startStage ? { ...stage, epochs: undefined } : stage)),
    aucPoints: whole.aucPoints.filter(inThird).map((point) => ({ ...point, x: point.epoch })),
  };

  it('have bands for the tasks that it trains, the first one at 0', () => {
    expect(chartFrame(detail)).toMatchObject({
      xRange: [0, 2 * epochs],
      bands: [
        { from: 0, to: epochs, label: chain[2] },
        { from: epochs, to: 2 * epochs, label: chain[3] },
      ],
    });
  });

  it('count steps where a person chooses it, each stage with its own number of them', () => {
    const stages = detail.stages.map((stage) => ({ ...stage, batchesPerEpoch: stage.stage === 3 ? 10 : undefined }));
    const { xRange, bands, place } = chartFrame({ ...detail, stages }, 'step');
    expect(bands.map(({ from, to }) => [from, to])).toEqual([
      [0, epochs * 10],
      [epochs * 10, 2 * epochs * 10],
    ]);
    expect(xRange).toEqual([0, 2 * epochs * 10]);
    expect(place(1.3)).toBe(13);
    const [uneven] = [stages.map((stage) => (stage.stage === 4 ? { ...stage, batchesPerEpoch: 4 } : stage))];
    expect(chartFrame({ ...detail, stages: uneven }, 'step').place(epochs + 0.5)).toBe(epochs * 10 + 2);
  });

  it('stand at their training time where a person chooses it, and where it is known', () => {
    expect(chartFrame(detail, 'time').name).toBe('epoch');
    const aucPoints = [60, 180, 240].map((seconds, index) => ({
      stage: 3,
      epoch: index + 1,
      x: index + 1,
      aucs: {},
      seconds,
    }));
    const { name, place } = chartFrame({ ...detail, aucPoints }, 'time');
    expect(name).toBe('minutes');
    expect([0, 0.5, 1, 1.5, 2, 3].map(place)).toEqual([0, 0.5, 1, 2, 3, 4]);
    expect(place(5)).toBe(4 + 2); // two more epochs as long as the last
    const short = aucPoints.map((point) => ({ ...point, seconds: point.seconds / 60 }));
    expect(chartFrame({ ...detail, aucPoints: short }, 'time').name).toBe('seconds');
    expect(chartFrame({ ...detail, aucPoints: short }, 'time', 'minutes').place(3)).toBeCloseTo(4 / 60);
  });

  it('have their points in the band of their own task', () => {
    const [band] = chartFrame(detail).bands;
    expect(detail.aucPoints).not.toHaveLength(0);
    for (const { x } of detail.aucPoints) expect(x > (band?.from ?? NaN) && x <= (band?.to ?? NaN)).toBe(true);
  });

  it('tell how far the first trained task is', () => {
    const progress = { ...whole.summary.progress, share: 1 / 4 } as RunDetail['summary']['progress'];
    const [, , third] = standingsOf({ ...detail, summary: { ...detail.summary, progress } });
    expect(third).toMatchObject({ state: 'training', epochsEnded: 4, share: 1 / 2 });
  });
});

describe('the matrix', () => {
  it('says what a row is for the method, and what it comes to by every metric', () => {
    const detail = withMethod(sampleDetail({ method: 'ft' }), { rowHint: 'after training anew on all tasks up to' });
    const card = mountPart(MatrixCard, { detail }, new FakeClient());
    expect(card.text()).toContain('Row: after training anew on all tasks up to.');
    const scores = card.find('[data-testid="matrix-scores"]').text();
    expect(scores).toContain('Average AUC0.851');
    for (const label of ['Forgetting', 'Backward transfer', 'Forward transfer']) expect(scores).toContain(label);
    expect(scores).not.toContain('Intransigence');
  });
});

describe('networks that were trained apart', () => {
  it('forget nothing, and each task has the score of its own', () => {
    const detail = withMethod(sampleDetail({ method: 'ft' }), {
      baseline: { meaning: 'each task alone', isApart: true },
    });
    const standings = standingsOf(detail);
    expect(standings.map(({ now }) => now)).toEqual(detail.summary.matrix.map((row, index) => row[index]));
    expect(standings.every(({ forgotten }) => forgotten === null)).toBe(true);
  });
});
