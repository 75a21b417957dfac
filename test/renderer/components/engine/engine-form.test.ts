/** Engine and devices in the form of a new experiment. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, expect, it } from 'vitest';
import RunSettings from '../../../../src/renderer/components/experiment-form/RunSettings.vue';
import { checkDraft, startDraft, type ExperimentDraft } from '../../../../src/renderer/forms/experiment-draft';
import { useMachineStore } from '../../../../src/renderer/stores/machine';
import type { EngineInfo } from '../../../../src/shared/machine';
import { FakeClient } from '../../fixtures/fake-client';
import { mountPart } from '../../fixtures/mount-view';
import { finishedAnswers } from '../../fixtures/sample-answers';
import { sampleEngines, sampleOptions } from '../../fixtures/sample-data';

afterEach(() => {
  document.body.innerHTML = '';
});

const twoGpus: EngineInfo = {
  id: 'tensorflow',
  label: 'TensorFlow',
  available: true,
  detail: 'TensorFlow 2.20',
  devices: ['NVIDIA L4', 'NVIDIA T4'].map((name, index) => ({ index, name })),
  isSoftware: false,
  speeds: [],
};

async function mountSettings() {
  const options = sampleOptions();
  const draft: ExperimentDraft = { ...startDraft(options), name: 'x', datasetId: 'd', chain: ['a'] };
  const client = new FakeClient({ ...finishedAnswers(), 'engine/list': () => [twoGpus, ...sampleEngines] });
  let current = draft;
  const settings = mountPart(
    RunSettings,
    {
      networks: options.networks,
      problems: {},
      modelValue: draft,
      // The form changes the draft in place.
      'onUpdate:modelValue': (next: ExperimentDraft) => (current = next),
    },
    client,
  );
  await useMachineStore().load();
  await flushPromises();
  const choose = async (engine: ExperimentDraft['engine']) => {
    current = { ...current, engine };
    await settings.setProps({ modelValue: current });
  };
  const chooseNetwork = async (network: string) => {
    current = { ...current, network };
    await settings.setProps({ modelValue: current });
  };
  return {
    options,
    choose,
    chooseNetwork,
    draftNow: () => current,
    byId: (id: string) => settings.find(`[data-testid="${id}"]`),
  };
}

it('says what auto computes on, and why others cannot be chosen', async () => {
  const { byId, chooseNetwork } = await mountSettings();
  expect(byId('engine-note').text()).toContain('Engines are measured once by steps of such a training');
  await chooseNetwork('xception');
  expect(byId('engine-note').text()).toContain('WebAssembly on Zen, 2 cores, relaxed SIMD.');
  expect(byId('engine-note').text()).toContain('Why not WebGPU');
  expect(byId('engine-note').text()).toContain('There is no GPU that WebGPU can use.');
  expect(byId('device-0').exists()).toBe(false);
});

it('offers devices for an engine with several, and asks for those chosen', async () => {
  const { draftNow, byId, choose, options } = await mountSettings();
  await choose('wasm');
  expect(byId('device-0').exists()).toBe(false);
  await choose('tensorflow');
  expect(byId('device-1').text()).toContain('1: NVIDIA T4');
  await byId('device-1').get('input').setValue(true);
  const draft = draftNow();
  expect(draft.devices).toEqual([1]);
  expect(checkDraft(draft, options).request).toMatchObject({ engine: 'tensorflow', devices: [1] });
  expect(checkDraft({ ...draft, devices: [] }, options).request).not.toHaveProperty('devices');
});
