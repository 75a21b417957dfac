/** In a workspace that can only be looked at, no button offers to write in it, and each says why. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunState } from '../../../src/shared/run';
import { FakeClient, type Answers } from '../fixtures/fake-client';
import { mountAt } from '../fixtures/mount-view';
import { emptyAnswers, finishedAnswers } from '../fixtures/sample-answers';
import { sampleDetail, sampleInfo, sampleSummary } from '../fixtures/sample-data';

const readOnly = 'The workspace is open for looking only. To work in it, copy it.';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});
afterEach(() => {
  document.body.innerHTML = '';
});

/** Of each of these buttons: whether it can be clicked, and its title. */
async function buttonsAt(address: string, testIds: readonly string[], answers: Answers) {
  const { byId, view } = await mountAt(address, new FakeClient(answers));
  await flushPromises();
  const buttons = testIds.map((id) => {
    const { disabled, title } = byId(id).element as HTMLButtonElement;
    return { id, disabled, title };
  });
  view.unmount();
  return buttons;
}

function runIn(state: RunState): Answers {
  const summary = sampleSummary({ state });
  return { ...finishedAnswers(), 'run/list': () => [summary], 'run/get': () => ({ ...sampleDetail(), summary }) };
}

const stray = { folder: 'a-backup', runId: 'demo-ft-1', name: 'FT, seed 1', hasOriginal: true };
const moved = { ...runIn('interrupted'), 'run/data': () => [{ name: 'A', path: '/a', isThere: false }] };
const places: [string, readonly string[], Answers][] = [
  ['/datasets', ['add-dataset'], emptyAnswers()],
  ['/datasets', ['rescan-dataset', 'relocate-dataset', 'remove-dataset'], finishedAnswers()],
  ['/experiments', ['choose-dataset', 'start-demo'], emptyAnswers()],
  ['/runs', ['adopt-stray'], { ...finishedAnswers(), 'stray/list': () => [stray] }],
  [`/runs/demo-cored-1`, ['pause-run', 'stop-run'], runIn('training')],
  [`/runs/demo-cored-1`, ['resume-run', 'choose-new-place'], moved],
  ['/engine', ['rebuild-registry'], finishedAnswers()],
];

it.each(places)('at %s: %j', async (address, testIds, answers) => {
  const looking = { ...answers, 'app/info': () => ({ ...sampleInfo, readOnly }) };
  expect(await buttonsAt(address, testIds, looking)).toEqual(
    testIds.map((id) => ({ id, disabled: true, title: readOnly })),
  );
  const working = await buttonsAt(address, testIds, answers);
  expect(working.filter(({ disabled, title }) => disabled || title === readOnly)).toEqual([]);
});

it('says why a run that came without its checkpoints cannot be resumed', async () => {
  const refusal = 'Run "demo-cored-1" cannot be resumed: its folder has no checkpoint.';
  const answers = { ...runIn('interrupted'), 'run/resumption': () => ({ refusal }) };
  expect(await buttonsAt('/runs/demo-cored-1', ['resume-run'], answers)).toEqual([
    { id: 'resume-run', disabled: true, title: refusal },
  ]);
  const { byId } = await mountAt('/runs/demo-cored-1', new FakeClient(answers));
  expect(byId('no-resumption').text()).toBe(refusal);
});
