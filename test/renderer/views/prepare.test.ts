/** The page that prepares videos, over a client that the test gives. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/shared/errors';
import { PreparationRequest, type Preparation } from '../../../src/shared/preparation';
import { FakeClient, type Answers } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { emptyAnswers } from '../fixtures/sample-answers';
import { sampleDataset } from '../fixtures/sample-data';

afterEach(() => {
  document.body.innerHTML = '';
});

const request = PreparationRequest.parse({
  ...{ task: 'Deepfakes', to: '/data', real: ['/videos/real'], fake: ['/videos/fake'] },
  settings: { variants: [{ kind: 'crf', value: 40 }] },
});

const running: Preparation = {
  ...{ request, state: 'running', startedAt: '2026-01-01T10:00:00.000Z', total: 20, done: 5, doneBefore: 2 },
  counts: [
    { className: 'real', split: 'train', videos: 3, faces: 3, none: 0, unreadable: 0, crops: 96 },
    { className: 'fake', split: 'train', videos: 2, faces: 0, none: 1, unreadable: 1, crops: 0 },
  ],
  remarkable: [
    {
      ...{ path: '/videos/fake/a.mp4', name: 'a', className: 'fake', split: 'train', state: 'unreadable' },
      ...{ reason: 'moov atom not found', frames: 0, framesWithFaces: 0, crops: 0 },
    },
    {
      ...{ path: '/videos/fake/b.mp4', name: 'b', className: 'fake', split: 'train', state: 'none' },
      ...{ reason: null, frames: 32, framesWithFaces: 0, crops: 0 },
    },
  ],
  ...{ tasks: ['Deepfakes', 'Deepfakes-crf40'], error: null },
};

const answers = (more: Answers = {}): Answers => ({
  ...emptyAnswers(),
  'preparation/get': () => ({ preparation: null }),
  'preparation/tools': () => ({ ready: true, detail: 'ffmpeg' }),
  ...more,
});

describe('the form', () => {
  it('sends what was filled in, and says what is missing before', async () => {
    const client = new FakeClient(answers({ 'preparation/start': () => running }));
    const { byId, view } = await mountAt('/datasets/prepare', client);
    expect(byId('prepare-start').attributes('disabled')).toBeDefined();
    expect(byId('prepare-why').text()).toContain('Name the task.');
    await byId('type-real').trigger('click');
    await byId('real-folder').setValue('/videos/real');
    await byId('prepare-task').setValue('Deepfakes');
    await byId('prepare-to').setValue('/data');
    await byId('prepare-frames').setValue('16');
    await byId('prepare-size').setValue('');
    await byId('prepare-crf').setValue('23, 40');
    await view.find('form').trigger('submit');
    await flushPromises();
    const sent = client.asked.find(({ name }) => name === 'preparation/start')?.input;
    expect(sent).toMatchObject({ task: 'Deepfakes', to: '/data', real: ['/videos/real'], fake: [] });
    expect(sent).toMatchObject({
      settings: { framesPerVideo: 16, size: null, margin: 0.3, jpegQuality: null, faces: 'largest' },
    });
    expect(sent).toMatchObject({
      settings: {
        variants: [
          { kind: 'crf', value: 23 },
          { kind: 'crf', value: 40 },
        ],
      },
    });
    expect(byId('preparation-progress').text()).toContain('5 of 20 videos, 2 of them before');
  });

  it('names a wrong number, and shows a refusal', async () => {
    const client = new FakeClient(
      answers({
        'preparation/start': () => {
          throw new AppError('conflict', 'The task "Deepfakes" in "/data" was prepared otherwise.');
        },
      }),
    );
    const { byId, view } = await mountAt('/datasets/prepare', client);
    await byId('type-fake').trigger('click');
    await byId('fake-folder').setValue('/videos/fake');
    await byId('prepare-task').setValue('Deepfakes');
    await byId('prepare-to').setValue('/data');
    await byId('prepare-frames').setValue('many');
    expect(byId('prepare-why').text()).toContain('Frames of each video');
    expect(byId('prepare-start').attributes('disabled')).toBeDefined();
    await byId('prepare-frames').setValue('4');
    await view.find('form').trigger('submit');
    await flushPromises();
    expect(byId('error-note').text()).toContain('was prepared otherwise');
  });

  it('says how to set up what is missing, and starts nothing', async () => {
    const detail = 'Preparing videos needs ffmpeg. Set it up once: npm run setup:prepare.';
    const client = new FakeClient(answers({ 'preparation/tools': () => ({ ready: false, detail }) }));
    const { byId } = await mountAt('/datasets/prepare', client);
    expect(byId('tools-missing').text()).toContain('npm run setup:prepare');
    expect(byId('prepare-start').attributes('disabled')).toBeDefined();
  });
});

describe('a preparation', () => {
  it('is followed by pushes, counts every video, and can be stopped', async () => {
    const stopped: Preparation = { ...running, state: 'stopped', done: 9 };
    const client = new FakeClient(
      answers({
        'preparation/get': () => ({ preparation: running }),
        'preparation/stop': () => ({ preparation: stopped }),
      }),
    );
    const { byId } = await mountAt('/datasets/prepare', client);
    expect(byId('preparation-counts').text()).toContain('realtrain330096');
    const named = byId('remarkable-videos').text();
    expect(named).toContain('/videos/fake/a.mp4 unreadable: moov atom not found');
    expect(named).toContain('/videos/fake/b.mp4 no face in 32 frames');
    client.push('preparation/changed', { ...running, done: 8 });
    await flushPromises();
    expect(byId('preparation-progress').text()).toContain('8 of 20 videos');
    await byId('preparation-stop').trigger('click');
    await flushPromises();
    expect(byId('preparation').text()).toContain('Deepfakes was stopped');
    // Progress that arrives late does not start it again.
    client.push('preparation/changed', { ...running, done: 8 });
    await flushPromises();
    expect(byId('preparation-go-on').exists()).toBe(true);
  });

  it('ends with an offer to scan the folder, and says what is missing for a training', async () => {
    const complete: Preparation = { ...running, state: 'complete', done: 20 };
    const client = new FakeClient(
      answers({
        'preparation/get': () => ({ preparation: complete }),
        'dataset/add': () => sampleDataset(),
      }),
    );
    const { byId, router } = await mountAt('/datasets/prepare', client);
    expect(byId('preparation-gaps').text()).toContain('train has no fake crops');
    await byId('preparation-scan').trigger('click');
    await flushPromises();
    expect(client.asked.find(({ name }) => name === 'dataset/add')?.input).toEqual({ path: '/data' });
    expect(router.currentRoute.value.path).toBe('/datasets');
  });

  it('can be reached from the datasets', async () => {
    const { byId, router } = await mountAt('/datasets', new FakeClient(answers()));
    await byId('prepare-videos').trigger('click');
    await flushPromises();
    expect(router.currentRoute.value.path).toBe('/datasets/prepare');
  });
});
