/** A run as one file, written and taken in by buttons. */
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../../../src/shared/errors';
import type { RunState } from '../../../../src/shared/run';
import BundleButton from '../../../../src/renderer/components/run/BundleButton.vue';
import { FakeClient, type Answers } from '../../fixtures/fake-client';
import { mountAt, mountPart } from '../../fixtures/mount-view';
import { emptyAnswers } from '../../fixtures/sample-answers';
import { sampleInfo, sampleSummary } from '../../fixtures/sample-data';

let view: VueWrapper;
beforeEach(() => localStorage.clear());
afterEach(() => {
  view.unmount();
  document.body.innerHTML = '';
});

function clientWith(answers: Answers): FakeClient {
  return new FakeClient({ ...emptyAnswers(), 'app/info': () => ({ ...sampleInfo, host: 'desktop' }), ...answers });
}

it('bundles a run that has ended, shows how far it is, and says where it was written', async () => {
  let finish: (() => void) | undefined;
  const client = clientWith({
    'folder/choose': () => ({ path: '/out' }),
    'bundle/export': ({ runId, to }) =>
      new Promise((resolve) => {
        finish = () => resolve({ folder: to, files: [`${to}/${runId}.cored.zip`] });
      }),
  });
  const run = sampleSummary({ id: 'run-1', state: 'complete' });
  view = mountPart(BundleButton, { run }, client);
  const button = view.get('button');
  expect(button.text()).toBe('Bundle');
  await button.trigger('click');
  await flushPromises();
  client.push('bundle/progressed', { subject: 'another', done: 3, total: 4 });
  client.push('bundle/progressed', { subject: 'run-1', done: 1, total: 4 });
  await flushPromises();
  expect(button.text()).toBe('Bundling 25 %');
  finish?.();
  await flushPromises();
  expect(button.text()).toBe('Bundle');
  expect(document.body.textContent).toContain('Written to /out/run-1.cored.zip.');
});

it.each<[RunState, boolean]>([
  ['training', true],
  ['queued', true],
  ['stopped', false],
])('of a run that is %s is offered only once its files rest', (state, isDisabled) => {
  view = mountPart(BundleButton, { run: sampleSummary({ state }) }, clientWith({}));
  expect(view.get('button').attributes('disabled') !== undefined).toBe(isDisabled);
});

it('takes a run in and shows it, and shows what is wrong with a file that was altered', async () => {
  let isAltered = true;
  const run = sampleSummary({ id: 'run-7', state: 'complete' });
  const client = clientWith({
    'file/choose': () => ({ path: '/b/run-7.cored.zip' }),
    'bundle/import': () => {
      if (isAltered) throw new AppError('damaged', '/b/run-7.cored.zip cannot be trusted: its file run.json.');
      return run;
    },
  });
  const mounted = await mountAt('/runs', client);
  view = mounted.view;
  const button = view.findAll('button').find((one) => one.text() === 'Import a bundle');
  await button?.trigger('click');
  await flushPromises();
  expect(document.body.textContent).toContain('cannot be trusted: its file run.json.');
  expect(mounted.router.currentRoute.value.path).toBe('/runs');
  isAltered = false;
  await button?.trigger('click');
  await flushPromises();
  expect(mounted.router.currentRoute.value.path).toBe('/runs/run-7');
});
