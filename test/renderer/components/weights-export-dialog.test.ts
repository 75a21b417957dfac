/** The dialog that exports weights: each format with its own choices, and nothing sent that the format does not have. */
import { flushPromises, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it } from 'vitest';
import WeightsExportDialog, { type ExportSubject } from '../../../src/renderer/components/WeightsExportDialog.vue';
import { FakeClient } from '../fixtures/fake-client';
import { mountPart } from '../fixtures/mount-view';
import { emptyAnswers } from '../fixtures/sample-answers';
import { sampleInfo } from '../fixtures/sample-data';

let view: VueWrapper;
beforeEach(() => localStorage.clear());
afterEach(() => {
  view.unmount();
  document.body.innerHTML = '';
});

async function open(network: string) {
  const client = new FakeClient({
    ...emptyAnswers(),
    'app/info': () => ({ ...sampleInfo, host: 'desktop' }),
    'folder/choose': () => ({ path: '/out' }),
    'weights/export': () => ({ folder: '/out', files: ['/out/model.pth'] }),
  });
  const subject: ExportSubject = { runId: 'run-1', runName: 'first', network, stage: 1, task: 'alpha' };
  view = mountPart(WeightsExportDialog, { modelValue: null }, client);
  await view.setProps({ modelValue: subject });
  await flushPromises();
  return client;
}

function group(legend: string): HTMLFieldSetElement | undefined {
  return [...document.querySelectorAll('fieldset')].find((one) => one.querySelector('legend')?.textContent === legend);
}

const values = (legend: string) => [...(group(legend)?.querySelectorAll('input') ?? [])].map(({ value }) => value);

async function choose(legend: string, label: string) {
  const found = [...(group(legend)?.querySelectorAll('label') ?? [])].find((one) =>
    one.innerText.trim().startsWith(label),
  );
  found?.querySelector('input')?.click();
  await flushPromises();
}

async function send(client: FakeClient) {
  const button = [...document.querySelectorAll('button')].find((one) => one.innerText.includes('Choose a folder'));
  button?.click();
  await flushPromises();
  return client.asked.filter(({ name }) => name === 'weights/export').at(-1)?.input;
}

it('offers input and output for a graph alone, with the layout that the format has', async () => {
  const client = await open('xception');
  expect(group('Input')).toBeUndefined();
  await choose('Format', 'ONNX');
  expect(group('Input')?.innerText).toContain('[batch, 3, size, size] in [-1, 1]');
  await choose('Format', 'Keras');
  expect(group('Input')?.innerText).toContain('[batch, size, size, 3] in [-1, 1]');
  await choose('Input', 'RGB bytes');
  await choose('Output', 'Logits');
  expect(await send(client)).toMatchObject({ format: 'keras', options: { input: 'bytes', output: 'logits' } });
  await choose('Format', 'safetensors');
  expect(await send(client)).toMatchObject({ format: 'safetensors', options: {} });
});

it('offers the names of the packages that have the network', async () => {
  const client = await open('xception');
  await choose('Format', 'PyTorch');
  const all = ['published', 'pretrainedmodels', 'timm', 'faceforensics', 'deepfakebench'];
  expect(values('Names of tensors')).toEqual(all);
  await choose('Names of tensors', 'DeepfakeBench');
  expect(await send(client)).toMatchObject({ format: 'torch', options: { names: 'deepfakebench' } });
  expect(document.querySelector('[role=status]')?.textContent).toContain('/out');
});

it('asks for no names where there is one choice', async () => {
  const client = await open('small-cnn');
  await choose('Format', 'PyTorch');
  expect(group('Names of tensors')).toBeUndefined();
  expect(await send(client)).toMatchObject({ format: 'torch', options: { names: 'published' } });
});
