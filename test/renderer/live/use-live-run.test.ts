/** One run as it goes on: fetches, pushes, gaps and reconnections. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { useLiveRun, type LiveRunSource } from '../../../src/renderer/live/use-live-run';
import type { RunEvent } from '../../../src/shared/event';
import type { RunDetail } from '../../../src/shared/run';
import { FakeClient } from '../fixtures/fake-client';
import { mountPart } from '../fixtures/mount-view';
import { sampleDetail } from '../fixtures/sample-data';

const runId = 'demo-cored-1';
const paused = (sequence: number): RunEvent => ({ sequence, time: '', body: { type: 'run/paused' } });

async function follow(client: FakeClient): Promise<LiveRunSource> {
  const sources: LiveRunSource[] = [];
  const Part = defineComponent({
    setup() {
      sources.push(useLiveRun(() => runId));
      return () => h('div');
    },
  });
  mountPart(Part, {}, client);
  await flushPromises();
  const [source] = sources;
  if (!source) throw new Error('not mounted');
  return source;
}

afterEach(() => vi.useRealTimers());

describe('useLiveRun', () => {
  it('applies pushed events of its own run alone', async () => {
    const client = new FakeClient({ 'run/get': () => sampleDetail({ stagesDone: 1 }) });
    const { live } = await follow(client);
    client.push('run/events', { runId: 'another-run', events: [paused(401)] });
    expect(live.value?.detail.summary.state).toBe('training');
    client.push('run/events', { runId, events: [paused(401)] });
    expect(live.value?.detail.summary.state).toBe('paused');
  });

  it('applies what arrives while the answer is on its way', async () => {
    let answer: (detail: RunDetail) => void = () => undefined;
    const client = new FakeClient({ 'run/get': () => new Promise((resolve) => (answer = resolve)) });
    const { live } = await follow(client);
    client.push('run/events', { runId, events: [paused(401)] });
    answer(sampleDetail({ stagesDone: 1 }));
    await flushPromises();
    expect(live.value?.detail.lastSequence).toBe(401);
    expect(live.value?.detail.summary.state).toBe('paused');
  });

  it('fetches again at a gap', async () => {
    const client = new FakeClient({ 'run/get': () => sampleDetail({ stagesDone: 1 }) });
    await follow(client);
    client.push('run/events', { runId, events: [paused(450)] });
    await flushPromises();
    expect(client.countOf('run/get')).toBe(2);
  });

  it('fetches again when the connection stands again', async () => {
    const client = new FakeClient({ 'run/get': () => sampleDetail({ stagesDone: 1 }) });
    await follow(client);
    client.setState('lost');
    await flushPromises();
    expect(client.countOf('run/get')).toBe(1);
    client.setState('open');
    await flushPromises();
    expect(client.countOf('run/get')).toBe(2);
  });
});
